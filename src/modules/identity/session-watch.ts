import { Injectable } from '@nestjs/common';
import type { Actor } from '../../database/index.js';
import { Clock } from '../../kernel/index.js';
import { chooseInstitution } from './domain/membership.js';
import { SessionsStore } from './sessions.store.js';

/** For what outlives its request: whether somebody is still signed in, and as what. */
@Injectable()
export class SessionWatch {
  constructor(
    private readonly sessions: SessionsStore,
    private readonly clock: Clock,
  ) {}

  /** Who the session acts as in this institution now; undefined once it has ended, or the membership has. */
  async actorOf(tokenHash: Buffer, institutionCode: string): Promise<Actor | undefined> {
    const person = await this.sessions.person(tokenHash, this.clock.now());
    const chosen = person && chooseInstitution(person, institutionCode);
    return chosen?.ok ? chosen.value : undefined;
  }
}
