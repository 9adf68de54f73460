import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A text that an institution keeps ready for returns or deliveries of a service. */
@Entity('ready_text')
@Unique(['institutionId', 'serviceId', 'use', 'name'])
@Check('ready_text_check', `text_fr is not null or text_en is not null`)
export class ReadyTextEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('text')
  @Check('ready_text_use_check', `use in ('return', 'deliver')`)
  use: string;

  @Column('text')
  name: string;

  @Column('text')
  code: string;

  @Column('text', { nullable: true })
  textFr: string | null;

  @Column('text', { nullable: true })
  textEn: string | null;

  @Column('integer')
  version: number;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
