import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What was filled in when a ticket was opened; read by whoever reads the text that it stands in. */
@Entity('ticket_form')
export class TicketFormEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('message')
  messageId: string;

  @Column('uuid')
  @ForeignKey('request_model')
  modelId: string;

  @Column('integer')
  version: number;

  @Column('jsonb')
  fields: object;
}
