import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A question to the list of tickets, under a name. */
@Entity('saved_view')
@Unique('saved_view_name_key', ['institutionId', 'ownerId', 'name'])
@Index('saved_view_shared', ['institutionId', 'sharedWith'], { where: `shared_with <> 'none'` })
@Check('saved_view_check', `(shared_with = 'team') = (team_id is not null)`)
export class SavedViewEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('person')
  ownerId: string;

  @Column('text')
  name: string;

  /** Parameters of the list, as they were written. */
  @Column('jsonb')
  filter: Record<string, string>;

  @Column('text', { nullable: true })
  sort: string | null;

  @Column('text')
  @Check('saved_view_shared_with_check', `shared_with in ('none', 'team', 'institution')`)
  sharedWith: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('team')
  teamId: string | null;

  @Column('integer')
  version: number;
}
