import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One component needs another. */
@Entity('component_dependency')
@Unique(['componentId', 'needsId'])
@Index('component_dependency_needed', ['needsId', 'componentId'])
@Check('component_dependency_check', `component_id <> needs_id`)
export class ComponentDependencyEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('component')
  componentId: string;

  @Column('uuid')
  @ForeignKey('component')
  needsId: string;

  @Column('uuid')
  addedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  addedAt: Date;
}
