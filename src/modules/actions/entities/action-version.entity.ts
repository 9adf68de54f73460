import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** What an action says, or once said. */
@Entity('action_version')
@ForeignKey('action', ['actionId', 'institutionId'], ['id', 'institutionId'])
@Unique(['institutionId', 'actionId', 'number'])
@Index('action_version_action', ['actionId', 'number'])
@Index('action_version_open', ['actionId'], { unique: true, where: `state in ('draft', 'reviewed')` })
@Check('action_version_check', `(reviewed_by is null) = (reviewed_at is null)`)
@Check('action_version_check1', `(published_by is null) = (published_at is null)`)
@Check('action_version_check2', `reviewed_by is null or reviewed_by <> all (author_ids)`)
@Check(
  'action_version_check3',
  `case state when 'draft' then reviewed_by is null when 'reviewed' then reviewed_by is not null else true end`,
)
@Check('action_version_check4', `(state = 'published') = (published_by is not null)`)
@Check('action_version_check5', `state <> 'published' or reviewed_by is not null`)
export class ActionVersionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  actionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('integer')
  number: number;

  @Column('text')
  @Check('action_version_state_check', `state in ('draft', 'reviewed', 'published', 'superseded', 'discarded')`)
  state: string;

  /** domain/action-document.ts */
  @Column('jsonb')
  document: object;

  @Column('text')
  titleFr: string;

  @Column('text', { nullable: true })
  titleEn: string | null;

  @Column('tsvector')
  words: string;

  @Column('uuid', { array: true })
  @Check('action_version_author_ids_check', `cardinality(author_ids) > 0`)
  authorIds: string[];

  @Column({ type: 'timestamptz', precision: 3 })
  draftedAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  changedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  usedAt: Date | null;

  @Column('uuid', { nullable: true })
  reviewedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  reviewedAt: Date | null;

  @Column('uuid', { nullable: true })
  publishedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column('integer')
  revision: number;
}
