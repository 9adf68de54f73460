import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Whom an institution sends to one of its seats. Never changes: who is sent next is another row. */
@Entity('change_seat_naming')
@Index('change_seat_naming_board', ['boardId', 'seatId', 'number'])
export class ChangeSeatNamingEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change_board')
  boardId: string;

  @PrimaryColumn('uuid')
  seatId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  memberId: string | null;

  @Column('jsonb')
  @Check(
    'change_seat_naming_deputies_check',
    `not jsonb_path_exists(deputies, '$[*] ? (@.until != null && @.until <= @.from)')`,
  )
  deputies: unknown;

  @Column('uuid')
  namedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  namedAt: Date;
}
