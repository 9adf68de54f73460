import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A change that followed a model and failed or was backed out. */
@Entity('change_model_failure')
@Index('change_model_failure_model', ['modelId', 'at'])
export class ChangeModelFailureEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change_model')
  modelId: string;

  @PrimaryColumn('uuid')
  changeId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
