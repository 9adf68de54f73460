import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A failed attempt to sign in, kept for a day to slow down guessing by account and by address. */
@Entity('sign_in_failure')
@Index('sign_in_failure_account', ['accountHash', 'failedAt'])
@Index('sign_in_failure_address', ['address', 'failedAt'])
export class SignInFailureEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** Digest of the address that was tried, whether or not somebody has it. */
  @Column('bytea')
  accountHash: Buffer;

  @Column('text')
  address: string;

  @Column({ type: 'timestamptz', precision: 3 })
  failedAt: Date;
}
