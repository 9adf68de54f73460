import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The password of a person (argon2id), apart from the person so that few may read it. */
@Entity('credential')
export class CredentialEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('text')
  passwordHash: string;
}
