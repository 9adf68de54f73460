import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Who may vote in a round. */
@Entity('change_voter')
@Unique(['institutionId', 'personId', 'roundId'])
@Index('change_voter_round', ['roundId'])
@Index('change_voter_change', ['changeId'])
export class ChangeVoterEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('uuid')
  @ForeignKey('change_round')
  roundId: string;

  @Column('uuid')
  seatId: string;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('bytea')
  digest: Buffer;

  @Column('boolean')
  isVoid: boolean;
}
