import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How a board was composed. Never changes. */
@Entity('change_board_version')
export class ChangeBoardVersionEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change_board')
  boardId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('jsonb')
  seats: unknown;

  @Column('jsonb')
  rule: unknown;

  @Column('integer')
  @Check('change_board_version_quorum_percent_check', `quorum_percent >= 0 and quorum_percent <= 100`)
  quorumPercent: number;

  @Column('boolean')
  isFullVote: boolean;

  @Column('uuid')
  writtenBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
