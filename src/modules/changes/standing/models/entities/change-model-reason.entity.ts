import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Why a model was suspended or withdrawn; inside. */
@Entity('change_model_reason')
@Index('change_model_reason_model', ['modelId', 'saidAt', 'id'])
export class ChangeModelReasonEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change_model')
  modelId: string;

  @Column('text')
  @Check('change_model_reason_kind_check', `kind in ('suspended', 'withdrawn')`)
  kind: string;

  @Column('text')
  reason: string;

  @Column('uuid')
  saidBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  saidAt: Date;
}
