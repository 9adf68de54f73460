import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A holder of one function of a service, in order. Either an institution, or somebody external by name. */
@Entity('responsibility')
@Unique(['serviceId', 'function', 'position'])
@Check('responsibility_check', `(institution_id is null) <> (external_name is null)`)
@Index('responsibility_institution', ['institutionId', 'serviceId'])
export class ResponsibilityEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('text')
  function: string;

  @Column('integer')
  position: number;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('text', { nullable: true })
  externalName: string | null;

  @Column('text', { nullable: true })
  externalAddress: string | null;
}
