import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A request model of an institution for one service; what it says stands in its versions. */
@Entity('request_model')
@Unique('request_model_id_institution_id_key', ['id', 'institutionId'])
@Index('request_model_listed', ['institutionId', 'serviceId', 'createdAt', 'id'])
export class RequestModelEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('person')
  createdBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  retiredAt: Date | null;
}
