import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A signed-in person. Only the digest of the token is kept; a revoked session is dead at once. */
@Entity('session')
@Index('session_person', ['personId'])
export class SessionEntity {
  @PrimaryColumn('bytea')
  tokenHash: Buffer;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  revokedAt: Date | null;
}
