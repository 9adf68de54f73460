import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What exactly calls for an action. Only functions of the owner look at it. */
@Entity('action_trigger')
@Index('action_trigger_action', ['actionId'])
export class ActionTriggerEntity {
  @PrimaryColumn('uuid')
  serviceId: string;

  /** A label as `name=value`, `category:...` or `component:...` */
  @PrimaryColumn('text', { collation: 'C' })
  pair: string;

  @PrimaryColumn('uuid')
  @ForeignKey('action')
  actionId: string;

  @PrimaryColumn('integer')
  n: number;

  /** That an alert must all have. */
  @Column('jsonb', { nullable: true })
  labels: Record<string, string> | null;
}
