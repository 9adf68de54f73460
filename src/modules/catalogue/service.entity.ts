import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What is hosted. The lead provider answers for it. */
@Entity('service')
export class ServiceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { unique: true })
  code: string;

  @Column('text')
  name: string;

  /** How many people and how many institutions use it, where that is known. */
  @Column('integer', { nullable: true })
  users: number | null;

  @Column('integer', { nullable: true })
  tenants: number | null;

  @Column('uuid')
  @ForeignKey('institution')
  leadProviderId: string;
}
