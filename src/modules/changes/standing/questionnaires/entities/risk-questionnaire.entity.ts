import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A version of what is asked about the changes of a service. Never changes. */
@Entity('risk_questionnaire')
@Unique(['institutionId', 'serviceId', 'number'])
@Index('risk_questionnaire_service', ['serviceId', 'number'])
export class RiskQuestionnaireEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('integer')
  number: number;

  @Column('jsonb')
  questions: unknown;

  @Column('integer')
  mediumFrom: number;

  @Column('integer')
  highFrom: number;

  @Column('uuid')
  publishedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  publishedAt: Date;
}
