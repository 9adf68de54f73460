import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An event that has not been handed over to its consumers yet: its type, its kind of stream, and the institutions it concerns. */
@Entity('outbox')
export class OutboxEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('event')
  eventId: string;

  @Column('uuid')
  streamId: string;

  @Column('uuid', { array: true })
  institutionIds: string[];

  @Column('text')
  kind: string;

  /** Null: from before types were written down; it wakes all that read the kind. */
  @Column('text', { nullable: true })
  type: string | null;
}
