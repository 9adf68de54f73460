import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An answer kept for another time; without an owner it is shared by its side. */
@Entity('canned_answer')
@Index('canned_answer_listed', ['institutionId', 'side', 'name', 'id'])
export class CannedAnswerEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('canned_answer_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  ownerId: string | null;

  @Column('text')
  name: string;

  @Column('text')
  body: string;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
