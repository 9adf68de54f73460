import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Two tickets of one institution that have to do with one another. `from`: the child, the follow-up, what was merged or split off. */
@Entity('ticket_link')
@Check('ticket_link_check', 'from_id <> to_id')
@Index('ticket_link_to', ['institutionId', 'toId'])
@Index('ticket_link_parent', ['institutionId', 'fromId'], { unique: true, where: `kind = 'parent'` })
@Index('ticket_link_merged', ['institutionId', 'fromId'], { unique: true, where: `kind = 'merged'` })
export class TicketLinkEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  fromId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  toId: string;

  @PrimaryColumn('text')
  @Check('ticket_link_kind_check', `kind in ('relates', 'parent', 'follow_up', 'split', 'merged')`)
  kind: string;

  @Column('text')
  toReference: string;

  @Column('uuid')
  createdBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
