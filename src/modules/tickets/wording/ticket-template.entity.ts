import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What an opening is filled in with; without an owner it is shared by level 1. */
@Entity('ticket_template')
@Index('ticket_template_listed', ['institutionId', 'name', 'id'])
export class TicketTemplateEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  ownerId: string | null;

  @Column('text')
  name: string;

  @Column('jsonb')
  content: object;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
