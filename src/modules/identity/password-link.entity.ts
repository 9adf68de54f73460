import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A link by which somebody sets a password. Its token is made from the id and a key, and kept by its digest alone. */
@Entity('password_link')
@Unique(['tokenHash'])
@Index('password_link_person', ['personId', 'madeAt'])
@Index('password_link_to_send', ['sendAt'], { where: 'send_at is not null' })
@Index('password_link_expired', ['expiresAt'])
export class PasswordLinkEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** Null: it was asked for an address that nobody has. */
  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  personId: string | null;

  /** For whom the mail is written; null: the operator. */
  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('text')
  @Check('password_link_purpose_check', `purpose in ('invitation', 'reset', 'forgotten')`)
  purpose: string;

  @Column('bytea')
  tokenHash: Buffer;

  @Column({ type: 'timestamptz', precision: 3 })
  madeAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  sendAt: Date | null;
}
