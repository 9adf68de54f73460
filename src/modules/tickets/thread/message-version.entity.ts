import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a message said before it was edited. */
@Entity('message_version')
export class MessageVersionEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('message')
  messageId: string;

  @PrimaryColumn('smallint')
  number: number;

  @Column('text')
  body: string;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
