import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody who wants to hear of a ticket; known to their own side only. */
@Entity('watcher')
@Index('watcher_person', ['institutionId', 'personId', 'side', 'ticketId'])
export class WatcherEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('text')
  @Check('watcher_side_check', `side in ('user', 'provider')`)
  side: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;
}
