import { Injectable, Logger } from '@nestjs/common';
import { AtMost } from './at-most.js';
import type { Change } from './domain/frames.js';
import { readingKeyOf } from './domain/standing.js';
import type { LiveConnection } from './live-connection.js';
import { LiveStore } from './live.store.js';

/** Commits that come close together are told together. */
const GAP_MILLISECONDS = 20;
const MOST_MISSED = 1000;

/**
 * Tells open streams what was recorded, one round after another: it takes a snapshot of PostgreSQL, finds what this one
 * shows and the one before did not (ids only, across institutions), and has each circle of people who stand at the same
 * place read what of it their wall shows. A snapshot is exact, whatever the order of commits: nothing is left out between
 * two rounds and nothing comes twice.
 *
 * Who joins begins at a snapshot taken after they came, and is told meanwhile what they missed before it.
 */
@Injectable()
export class LiveFeed {
  private readonly log = new Logger('live');
  private readonly members = new Set<LiveConnection>();
  private joining = new Set<LiveConnection>();
  private snapshot: string | undefined;
  private round: Promise<void> | undefined;
  private again = false;
  private isOn = true;
  private readonly readings = new AtMost(4);
  private readonly recoveries = new AtMost(2);

  constructor(private readonly store: LiveStore) {}

  get connections(): Iterable<LiveConnection> {
    return [...this.members, ...this.joining];
  }

  join(connection: LiveConnection): void {
    this.joining.add(connection);
    this.wake();
  }

  leave(connection: LiveConnection): void {
    this.members.delete(connection);
    this.joining.delete(connection);
  }

  /** Something may be there. */
  wake(): void {
    if (!this.isOn || (this.members.size === 0 && this.joining.size === 0)) return;
    if (this.round) {
      this.again = true;
      return;
    }
    this.round = this.look()
      .catch((error: unknown) => {
        // the next look takes up where the last one succeeded
        this.log.warn(`nothing could be told: ${error instanceof Error ? error.message : String(error)}`);
      })
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, GAP_MILLISECONDS)))
      .finally(() => {
        this.round = undefined;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  async stop(): Promise<void> {
    this.isOn = false;
    await this.round;
  }

  private async look(): Promise<void> {
    const joiners = [...this.joining];
    const since = this.members.size === 0 ? undefined : this.snapshot;
    const institutionIds = new Set([...this.members].map(({ actor }) => actor.institution.id));
    const { snapshot, eventIds } = await this.store.news(since, [...institutionIds]);
    if (since !== undefined) {
      if (eventIds) await this.tell(eventIds, since, snapshot);
      else for (const member of this.members) member.tellToAskAgain(snapshot);
    }
    this.snapshot = snapshot;
    for (const joiner of joiners) {
      // gone meanwhile
      if (!this.joining.delete(joiner)) continue;
      this.members.add(joiner);
      void this.recoveries.run(() => this.recover(joiner, snapshot));
    }
  }

  private async tell(eventIds: ReadonlyMap<string, string[]>, from: string, to: string): Promise<void> {
    const circles = new Map<string, LiveConnection[]>();
    for (const member of this.members) {
      const key = readingKeyOf(member.actor);
      const circle = circles.get(key);
      if (circle) circle.push(member);
      else circles.set(key, [member]);
    }
    await Promise.all(
      [...circles.values()].map((circle) => this.readings.run(() => this.tellCircle(circle, eventIds, from, to))),
    );
  }

  private async tellCircle(
    circle: readonly LiveConnection[],
    eventIds: ReadonlyMap<string, string[]>,
    from: string,
    to: string,
  ): Promise<void> {
    const [first] = circle;
    if (!first) return;
    const ids = eventIds.get(first.actor.institution.id) ?? [];
    let changes: Change[] = [];
    try {
      if (ids.length > 0) changes = await this.store.readable(first.actor, ids);
    } catch (error) {
      this.log.warn(`a circle could not read: ${error instanceof Error ? error.message : String(error)}`);
      // they come back to where they were; the others go on
      for (const member of circle) member.stream.destroy();
      return;
    }
    for (const member of circle) member.tell(changes, from, to);
  }

  /** Tells what was missed, unless it is too much or nobody knows what it is. */
  private async recover(connection: LiveConnection, to: string): Promise<void> {
    const { resumesAt, actor } = connection;
    if (!connection.isOpen) return;
    if (resumesAt === undefined || resumesAt === 'unknown') {
      connection.begin(to, { isComplete: resumesAt === undefined });
      return;
    }
    const { snapshot, partly } = resumesAt;
    const steps = partly
      ? [
          { from: snapshot, to: partly.upTo, after: partly.after },
          { from: partly.upTo, to, after: undefined },
        ]
      : [{ from: snapshot, to, after: undefined }];
    let left = MOST_MISSED;
    try {
      for (const step of steps) {
        const { changes, eventCount } = await this.store.between(actor, step.from, step.to, step.after, left + 1);
        left -= eventCount;
        if (left < 0) break;
        connection.tellMissed(changes, step.from, step.to);
      }
      connection.begin(to, { isComplete: left >= 0 });
    } catch (error) {
      this.log.warn(`what was missed could not be read: ${error instanceof Error ? error.message : String(error)}`);
      connection.stream.destroy();
    }
  }
}
