import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What somebody is writing on a ticket; nobody else sees it. */
@Entity('message_draft')
export class MessageDraftEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('text')
  body: string;

  @Column('text')
  @Check('message_draft_audience_check', `audience in ('requester', 'shared', 'internal')`)
  audience: string;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  savedAt: Date;
}
