import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An action that is suggested on a service. Only functions of the owner look at it. */
@Entity('action_offer')
@Index('action_offer_action', ['actionId'])
export class ActionOfferEntity {
  @PrimaryColumn('uuid')
  serviceId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('action')
  actionId: string;

  @Column('uuid')
  institutionId: string;

  @Column('text')
  sharing: string;

  @Column('boolean')
  isPublished: boolean;

  @Column('text', { array: true })
  runBy: string[];
}
