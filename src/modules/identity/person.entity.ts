import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who can sign in. What they may do is said by their memberships. */
@Entity('person')
export class PersonEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** In lower case. */
  @Column('text', { unique: true })
  email: string;

  @Column('text')
  displayName: string;

  @Column('text')
  locale: string;

  /** Null: that of their site. */
  @Column('text', { nullable: true })
  timeZone: string | null;

  @Column('boolean', { default: false })
  isOperator: boolean;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  leftAt: Date | null;
}
