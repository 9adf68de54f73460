import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How often a token or an address asked in a minute, in all processes: a digest under a key of the installation. */
@Entity('request_count')
@Check('request_count_check', 'octet_length(key) = 16 and amount > 0')
export class RequestCountEntity {
  @PrimaryColumn({ type: 'timestamptz', precision: 0 })
  minute: Date;

  @PrimaryColumn('bytea')
  key: Buffer;

  @Column('integer')
  amount: number;
}
