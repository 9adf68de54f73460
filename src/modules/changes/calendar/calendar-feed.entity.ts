import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A secret address at which somebody's calendar is fetched. Only the digest of the secret is kept. */
@Entity('calendar_feed')
@Unique(['secretHash'])
@Index('calendar_feed_person', ['personId', 'createdAt', 'id'])
export class CalendarFeedEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** For which its person acted; null: the operator, a member of none. */
  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('text')
  name: string;

  @Column('bytea')
  secretHash: Buffer;

  @Column({ type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  lastReadAt: Date | null;
}
