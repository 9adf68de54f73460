import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A code that somebody asked for on the page of a decision. It is made from the id, and kept nowhere. */
@Entity('decision_code')
@Index('decision_code_of_link', ['institutionId', 'personId', 'link', 'madeAt'])
@Index('decision_code_to_send', ['sendAt'], { where: 'send_at is not null' })
@Index('decision_code_made', ['madeAt'])
export class DecisionCodeEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('bytea')
  link: Buffer;

  @Column({ type: 'timestamptz', precision: 3 })
  madeAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column('smallint')
  wrong: number;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  usedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  sendAt: Date | null;
}
