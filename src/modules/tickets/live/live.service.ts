import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Actor } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { servicesFor, SessionWatch } from '../../identity/index.js';
import { Announcements } from './announcements.js';
import { AtMost } from './at-most.js';
import type { Position } from './domain/position.js';
import { standingOf } from './domain/standing.js';
import { LiveConnection, type Watcher } from './live-connection.js';
import { LiveFeed } from './live-feed.js';
import { LIVE_SETTINGS, type LiveSettings } from './live.settings.js';
import { LiveStore } from './live.store.js';
import { SealedPositions } from './sealed-positions.js';

const MOST_OF_A_PERSON = 10;
const MOST_OF_A_PROCESS = 2000;
const BEAT_MILLISECONDS = 20_000;
/** Whether people are still who they were; announcements say so at once, this finds what they lost. */
const CHECK_MILLISECONDS = 30_000;
/** The net below the announcements. */
const LOOK_MILLISECONDS = 2000;
const HOUR = 3_600_000;
const OLDEST_POSITION = 24 * HOUR;
/** A little longer than positions: the instants of events are those of several clocks. */
const KEPT = 25 * HOUR;

/** Streams of what happens, one for each window that somebody has open: who gets one, for how long, and what wakes them. */
@Injectable()
export class LiveService implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly open = new Set<LiveConnection>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly positions: SealedPositions;
  private readonly checks = new AtMost(2);
  private isEnding = false;

  constructor(
    private readonly feed: LiveFeed,
    private readonly announcements: Announcements,
    private readonly sessions: SessionWatch,
    private readonly events: Events,
    private readonly jobs: JobHandlers,
    private readonly store: LiveStore,
    private readonly clock: Clock,
    @Inject(LIVE_SETTINGS) settings: LiveSettings,
  ) {
    this.positions = new SealedPositions(settings.secretKeys);
  }

  onModuleInit(): void {
    this.events.onCommitted(() => {
      if (this.isEnding) return;
      this.feed.wake();
      this.announcements.announce();
    });
    this.jobs.register('clear-live-events', () => this.store.clear(new Date(this.clock.now().getTime() - KEPT)));
  }

  onApplicationBootstrap(): void {
    const every = (milliseconds: number, work: () => void) => this.timers.push(setInterval(work, milliseconds).unref());
    every(LOOK_MILLISECONDS, () => {
      this.feed.wake();
    });
    every(BEAT_MILLISECONDS, () => {
      this.beat();
    });
    every(CHECK_MILLISECONDS, () => void this.check());
  }

  /** Streams end by themselves only when their reader leaves: a stop would wait for them for ever. */
  onModuleDestroy(): void {
    this.isEnding = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const connection of this.open) connection.end();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.feed.stop();
    await this.announcements.stop();
  }

  /** A stream for somebody, from now on or from where they were. */
  watch(watcher: Watcher, lastEventId: string | undefined): Readable {
    this.assertRoomFor(watcher.actor);
    const holder = holderOf(watcher.actor);
    const connection = new LiveConnection(watcher, this.positionOf(watcher.actor, lastEventId), (position) =>
      this.positions.seal(holder, position, this.clock.now()),
    );
    this.open.add(connection);
    connection.stream.once('close', () => {
      this.open.delete(connection);
      this.feed.leave(connection);
    });
    this.announcements.listen({
      committed: () => {
        this.feed.wake();
      },
      personChanged: (personId) => void this.check(personId),
      connected: () => {
        this.feed.wake();
        void this.check();
      },
    });
    this.feed.join(connection);
    return connection.stream;
  }

  beat(): void {
    for (const connection of this.open) connection.beat();
  }

  /** Ends the streams of those who are not what they were: signed out, gone, or in other roles. */
  async check(personId?: string): Promise<void> {
    const asked = [...this.open].filter(({ actor }) => personId === undefined || actor.personId === personId);
    await Promise.all(asked.map((connection) => this.checks.run(() => this.checkOne(connection))));
  }

  private async checkOne(connection: LiveConnection): Promise<void> {
    if (!connection.isOpen) return;
    const { actor, tokenHash } = connection;
    try {
      const now = await this.sessions.actorOf(tokenHash, actor.institution.code);
      if (!now || servicesFor(now, 'ticket.list') === 'none' || standingOf(now) !== standingOf(actor)) connection.end();
    } catch {
      // a database that is away tells nothing either; it is asked again in half a minute
    }
  }

  private assertRoomFor({ personId }: Actor): void {
    if (this.isEnding || this.open.size >= MOST_OF_A_PROCESS) {
      const detail = 'Too many are watching just now: try again soon.';
      throw new DomainError({ kind: 'unavailable', code: 'too_many_streams', detail, retryAfterSeconds: 30 });
    }
    const own = [...this.open].filter(({ actor }) => actor.personId === personId);
    if (own.length >= MOST_OF_A_PERSON) {
      const detail = 'You are watching in too many windows: close one.';
      throw new DomainError({ kind: 'too_many', code: 'too_many_streams', detail, retryAfterSeconds: 60 });
    }
  }

  private positionOf(actor: Actor, lastEventId: string | undefined): Position | 'unknown' | undefined {
    if (lastEventId === undefined || lastEventId === '') return undefined;
    const kept = this.positions.open(holderOf(actor), lastEventId);
    const oldest = this.clock.now().getTime() - OLDEST_POSITION;
    return kept && kept.at.getTime() >= oldest ? kept.position : 'unknown';
  }
}

function holderOf({ personId, institution }: Actor): { personId: string; institutionId: string } {
  return { personId, institutionId: institution.id };
}
