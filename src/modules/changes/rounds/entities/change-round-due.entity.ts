import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When a round is looked at again without anybody voting. */
@Entity('change_round_due')
@Index('change_round_due_at', ['at'])
export class ChangeRoundDueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('change_round')
  roundId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
