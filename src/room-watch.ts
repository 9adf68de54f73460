import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { Gauge } from 'prom-client';
import type { HealthCheck, Metrics } from './http/index.js';
import type { JobHandlers, JobQueue } from './jobs/index.js';

const LOOK_MS = 1000;
const MEGABYTE = 1024 * 1024;
/** What PostgreSQL needs to end what it is at, and to come back by itself should it die: four segments of its log ahead. */
const RESERVE_BYTES = 64 * MEGABYTE;
/** It goes on with a little more, so as not to go to and fro. */
const ENOUGH_BYTES = 80 * MEGABYTE;

/**
 * A PostgreSQL that cannot write its log ahead ends at once, and cannot come back while there is no room: then nothing can be
 * read either. So before the disk of the embedded database is full this process stops to write by itself: it refuses what
 * is not a mere reading, does no jobs, and says so, until there is room again. Another program may still fill what is
 * left; then the database is away until there is room, and its supervisor brings it back.
 */
export class RoomWatch implements HealthCheck, OnApplicationBootstrap, OnModuleDestroy {
  readonly name = 'room';
  readonly required = true;
  private readonly log = new Logger(RoomWatch.name);
  private readonly room: Gauge;
  private looking?: NodeJS.Timeout;
  private freeBytes = Number.POSITIVE_INFINITY;
  private isThere = true;

  /** `folder`: where the embedded database is; undefined where somebody else looks after the database. */
  constructor(
    metrics: Metrics,
    private readonly queue: JobQueue,
    handlers: JobHandlers,
    private readonly folder: string | undefined,
  ) {
    this.room = new Gauge({
      name: 'guichet_database_room_bytes',
      help: 'Room that is left on the disk of the embedded database; below 64 MiB nothing is written any more',
      registers: folder === undefined ? [] : [metrics.registry],
    });
    if (folder !== undefined) handlers.onlyWhile(() => this.isThere);
  }

  get hasRoom(): boolean {
    return this.isThere;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.folder === undefined) return;
    await this.look(this.folder);
    const { folder } = this;
    this.looking = setInterval(() => void this.look(folder), LOOK_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.looking);
  }

  check(): Promise<void> {
    if (this.isThere) return Promise.resolve();
    return Promise.reject(new Error(this.words));
  }

  private get words(): string {
    return `the disk of the database has ${String(Math.floor(this.freeBytes / MEGABYTE))} MiB left`;
  }

  /** A folder that cannot be asked about says nothing: what was found last stands. */
  private async look(folder: string): Promise<void> {
    const found = await statfs(folder).catch(() => undefined);
    if (!found) return;
    this.freeBytes = found.bavail * found.bsize;
    this.room.set(this.freeBytes);
    const isThere = this.freeBytes >= (this.isThere ? RESERVE_BYTES : ENOUGH_BYTES);
    if (isThere === this.isThere) return;
    this.isThere = isThere;
    if (isThere) {
      this.log.log(`${this.words}: it goes on`);
      this.queue.resume('room');
    } else {
      this.log.error(`${this.words}: nothing is written and no jobs are done until there is more`);
      await this.queue.pause('room');
    }
  }
}
