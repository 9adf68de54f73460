import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A verdict of a published month that changed afterwards. `open`: no verdict in this month. */
@Entity('verdict_correction')
@ForeignKey('published_month', ['agreementId', 'month'], ['agreementId', 'month'], {
  name: 'verdict_correction_month_fkey',
})
@Index('verdict_correction_month', ['agreementId', 'month', 'at', 'id'])
export class VerdictCorrectionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  agreementId: string;

  @Column('text')
  month: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  leadProviderId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  @Column('uuid')
  @ForeignKey('handled_unit')
  ticketId: string;

  @Column('text')
  reference: string;

  @Column('text')
  @Check('verdict_correction_from_verdict_check', `from_verdict in ('met', 'missed', 'open', 'excluded')`)
  fromVerdict: string;

  @Column('text')
  @Check('verdict_correction_to_verdict_check', `to_verdict in ('met', 'missed', 'open', 'excluded')`)
  toVerdict: string;

  @Column('text')
  reason: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
