import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { WorkerUnitOfWork } from '../../../database/index.js';
import { LIVE_SETTINGS, type LiveSettings } from './live.settings.js';

/** Somewhere something was committed. */
const EVENTS = 'guichet_live';
/** Somebody signed out, left, or has other roles: the id of a person. Sent by the database. */
const PEOPLE = 'guichet_people';
const AGAIN_AFTER_MILLISECONDS = 1000;

export interface Heard {
  committed: () => void;
  personChanged: (personId: string) => void;
  /** Something may have been missed. */
  connected: () => void;
}

/**
 * What processes call to each other through PostgreSQL: that there is something to look for, and never what. Whatever is
 * lost here is found a little later by looking all the same.
 */
@Injectable()
export class Announcements {
  private readonly log = new Logger('live');
  /** Sent along, so that nobody wakes themselves. */
  private readonly self = randomUUID();
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private heard: Heard | undefined;
  private announcing: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly work: WorkerUnitOfWork,
    @Inject(LIVE_SETTINGS) private readonly settings: LiveSettings,
  ) {}

  /** From now on `heard` is called, over one connection; a lost one is made again. Called twice it does nothing. */
  listen(heard: Heard): void {
    if (this.heard) return;
    this.heard = heard;
    void this.connect();
  }

  async stop(): Promise<void> {
    this.heard = undefined;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
    await this.announcing;
  }

  /** To the other processes. While one is on its way, many become one. */
  announce(): void {
    if (this.announcing) {
      this.again = true;
      return;
    }
    this.announcing = this.work
      .outside('select pg_notify($1, $2)', [EVENTS, this.self])
      .then(
        () => undefined,
        () => undefined, // they look by themselves too
      )
      .finally(() => {
        this.announcing = undefined;
        if (!this.again) return;
        this.again = false;
        this.announce();
      });
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.settings.url,
      keepAlive: true,
      application_name: 'guichet live',
      connectionTimeoutMillis: 5000,
    });
    let isLost = false;
    const lost = (error?: Error): void => {
      if (isLost) return;
      isLost = true;
      void client.end().catch(() => undefined);
      if (!this.heard) return;
      this.log.warn(`the connection that listens was lost${error ? `: ${error.message}` : ''}`);
      this.retry = setTimeout(() => void this.connect(), AGAIN_AFTER_MILLISECONDS).unref();
    };
    client.on('error', lost);
    client.on('end', () => {
      lost();
    });
    client.on('notification', ({ channel, payload }) => {
      if (channel === PEOPLE && payload) this.heard?.personChanged(payload);
      else if (channel === EVENTS && payload !== this.self) this.heard?.committed();
    });
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${EVENTS}; listen ${PEOPLE}`);
      this.heard?.connected();
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
