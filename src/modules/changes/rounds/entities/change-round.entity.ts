import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A round of votes on a change: a snapshot, its deadlines, and what became of it. */
@Entity('change_round')
@Unique(['institutionId', 'changeId', 'number'])
@Index('change_round_open', ['institutionId', 'changeId'], { unique: true, where: `state = 'open'` })
@Index('change_round_change', ['changeId', 'number'])
@Check('change_round_check', `extended_deadline >= deadline`)
@Check('change_round_check1', `(state = 'open') = (closed_at is null)`)
@Check('change_round_check2', `state <> 'voided' or voided_at is not null`)
export class ChangeRoundEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('integer')
  @Check('change_round_number_check', `number > 0`)
  number: number;

  @Column('text')
  @Check('change_round_kind_check', `kind in ('board', 'ratification')`)
  kind: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('integer')
  boardVersion: number;

  @Column('jsonb')
  seats: unknown;

  @Column('jsonb')
  rule: unknown;

  @Column('integer')
  @Check('change_round_quorum_percent_check', `quorum_percent >= 0 and quorum_percent <= 100`)
  quorumPercent: number;

  @Column('bytea')
  digest: Buffer;

  @Column('uuid')
  openedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  openedAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  deadline: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  extendedDeadline: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  extendedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  remindAt: Date | null;

  @Column('text')
  @Check('change_round_state_check', `state in ('open', 'approved', 'rejected', 'no_quorum', 'voided')`)
  state: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  closedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  voidedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  obstructedAt: Date | null;
}
