import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A word of somebody's name or address, where they are a member: for a requester to be found while the name is typed. */
@Entity('person_name')
@Index('person_name_person', ['personId'])
export class PersonNameEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('text', { collation: 'C' })
  word: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;
}
