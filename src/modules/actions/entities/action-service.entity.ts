import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** For which services an action is, with what decides who sees it. */
@Entity('action_service')
@ForeignKey('action', ['actionId', 'institutionId'], ['id', 'institutionId'])
@Index('action_service_of_service', ['serviceId', 'actionId'])
@Index('action_service_of_institution', ['institutionId', 'actionId'])
export class ActionServiceEntity {
  @PrimaryColumn('uuid')
  actionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('action_service_sharing_check', `sharing in ('internal', 'holders', 'users')`)
  sharing: string;

  @Column('boolean')
  isPublished: boolean;

  @Column('integer', { default: 1 })
  sinceNumber: number;
}
