import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** By which a program acts for whoever made it, within its scopes. Only the digest of the token is kept. */
@Entity('api_token')
@Unique(['tokenHash'])
@Index('api_token_listed', ['institutionId', 'createdAt', 'id'])
@Index('api_token_person', ['personId'])
export class ApiTokenEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** For which its maker acted; null: the operator, a member of none. */
  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('text')
  name: string;

  @Column('text', { array: true })
  scopes: string[];

  @Column('bytea')
  tokenHash: Buffer;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt: Date | null;
}
