import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** People of one side of an institution who share a queue. */
@Entity('team')
@Unique('team_id_institution_id_key', ['id', 'institutionId'])
@Unique('team_name_key', ['institutionId', 'side', 'name'])
export class TeamEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('team_side_check', `side in ('user', 'provider')`)
  side: string;

  @Column('text')
  name: string;

  @Column('text')
  @Check('team_mode_check', `mode in ('manual', 'round_robin', 'least_loaded')`)
  mode: string;

  /** Whether tickets come into its queue by themselves: those of its services and kinds (null: any). */
  @Column('boolean')
  takes: boolean;

  @Column('uuid', { array: true, nullable: true })
  serviceIds: string[] | null;

  @Column('text', { array: true, nullable: true })
  kinds: string[] | null;

  /** The first team in this order takes a ticket. */
  @Column('smallint')
  position: number;

  @Column('integer')
  version: number;
}
