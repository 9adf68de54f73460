import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A part of a service, which an outage or a change can touch. */
@Entity('component')
@Unique(['serviceId', 'code'])
export class ComponentEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('text')
  code: string;
}
