import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** An escalation that an agent prepared and a SPOC has not sent yet. */
@Entity('escalation_draft')
export class EscalationDraftEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  function: string;

  @Column('text')
  summary: string;

  @Column('uuid', { array: true })
  messageIds: string[];

  @Column('uuid')
  @ForeignKey('person')
  authorId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  savedAt: Date;
}
