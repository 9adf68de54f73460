import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One vote as it was cast. Never changes. */
@Entity('change_vote')
@Unique(['ownerId', 'roundId', 'n'])
@Index('change_vote_round', ['roundId', 'n'])
@Check('change_vote_check', `decision <> 'reject' or reason is not null`)
export class ChangeVoteEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('uuid')
  @ForeignKey('change_round')
  roundId: string;

  @Column('integer')
  @Check('change_vote_n_check', `n > 0`)
  n: number;

  @Column('uuid')
  seatId: string;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('text')
  @Check('change_vote_decision_check', `decision in ('approve', 'reject', 'abstain')`)
  decision: string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  @Check('change_vote_via_check', `via in ('mail_link')`)
  via: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  castAt: Date;
}
