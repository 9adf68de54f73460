import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import type { Page } from '../../http/index.js';
import { Clock } from '../../kernel/index.js';
import { windowOf, type Change } from './change.js';
import { dueOf } from './domain/due.js';
import { pageOf, placeAfter, positionOf, type Listing } from './listing.js';
import { ChangeDesk, standingOf, subjectOf } from './moves/change-desk.js';
import { ChangeHooks } from './moves/change-hooks.js';
import { ChangeStores } from './stores/change-stores.js';
import type { ChangeQuery, Waiting } from './stores/changes.store.js';

/** How many are asked at once. */
const LOOK = 50;

/** The changes on which something waits for one person. What does, is asked of the moves of each. */
@Injectable()
export class ChangeTurnsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly desk: ChangeDesk,
    private readonly hooks: ChangeHooks,
    private readonly stores: ChangeStores,
  ) {}

  list(actor: Actor, { cursor, limit, ...query }: Listing): Promise<Page<Change>> {
    const after = placeAfter(cursor);
    return this.work.run(actor, async (tx) => {
      const waiting = waitingFor(actor, this.clock.now());
      const rows = await this.walk(tx, { ...query, waiting, limit: limit + 1, after });
      return pageOf(rows, limit);
    });
  }

  private async walk(tx: Transaction, query: ChangeQuery): Promise<Change[]> {
    const found: Change[] = [];
    let { after } = query;
    for (;;) {
      const looked = await this.stores.changes.list(tx, { ...query, after, limit: LOOK });
      for (const change of looked) {
        if (await this.isTheirs(tx, change)) found.push(change);
        if (found.length === query.limit) return found;
      }
      const last = looked.at(-1);
      if (!last || looked.length < LOOK) return found;
      after = positionOf(last);
    }
  }

  private async isTheirs(tx: Transaction, change: Change): Promise<boolean> {
    const { actor } = tx;
    const open = await this.desk.seen(tx, change);
    const words = change.class === 'emergency' ? await this.stores.opinions.opinions(tx, change.id) : [];
    const due = dueOf(await this.desk.movesOf(actor, open), {
      subject: subjectOf(change),
      who: standingOf(actor, change, open.parties),
      personId: actor.personId,
      window: windowOf(change),
      askedAt: new Date(change.inside?.emergencyAt ?? open.now).getTime(),
      words: words.filter(({ asWhat, voidedAt }) => asWhat === 'emergency' && voidedAt === null),
      now: open.now.getTime(),
    });
    return due.length > 0 && (await this.hooks.due(open, due)).length > 0;
  }
}

function waitingFor({ roles }: Actor, now: Date): Waiting {
  const has = (...names: string[]) => names.some((name) => (roles.get(name) ?? 'none') !== 'none');
  return {
    makes: has('engineer', 'change_manager'),
    answers: has('spoc'),
    decides: has('spoc', 'manager'),
    votes: has('cab_member'),
    now,
  };
}
