import { Injectable } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { Clock, conflict, DomainError, forbidden, invalid, notFound } from '../../../kernel/index.js';
import { recordOfAccount, requirePermissionEverywhere, type Account } from '../../identity/index.js';
import { AccountsService, type WorkLeft } from '../../notifications/index.js';
import { accountOf, askedWork, beginErasure, erasureOf, type Erasure } from './erasure.store.js';

/** So many things that are open are told of. */
const MOST_TOLD = 100;

/**
 * The erasure of somebody who has left (docs/adr/0017-erasure.md). What they sign in with and who they are goes at once, with
 * the event that says so; texts, files and mails follow in parts, by `EraseRounds`.
 */
@Injectable()
export class ErasingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly accounts: AccountsService,
  ) {}

  /** `email`: the address of their account, so that a wrong id erases nobody. Asked again it says how far it is. */
  async ask(actor: Actor, personId: string, email: string): Promise<Erasure> {
    const before = await this.work.run(actor, async (tx) => {
      const found = await accountOf(tx, personId);
      if (!found) throw notFound();
      requirePermissionEverywhere(actor, 'person.erase_others');
      const erasure = await erasureOf(tx, personId);
      if (erasure) return erasure;
      if (personId === actor.personId) throw forbidden('Nobody erases themselves.');
      if (found.email !== email.trim().toLowerCase())
        throw invalid('email', 'address_differs', 'This is not the address of their account: nothing was erased.');
      if (!found.leftAt)
        throw conflict('has_not_left', 'They have not left: end the account, and have their work handed over.');
      return undefined;
    });
    if (before) return before;
    const account = await this.accounts.account(email);
    refuseOpen(actor.institution.id, await this.openWork(account));
    return this.begin(actor, account);
  }

  async show(actor: Actor, personId: string): Promise<Erasure> {
    return this.work.run(actor, async (tx) => {
      if (!(await accountOf(tx, personId))) throw notFound();
      requirePermissionEverywhere(actor, 'person.erase_others');
      const erasure = await erasureOf(tx, personId);
      if (!erasure) throw notFound();
      return erasure;
    });
  }

  /** After an older backup was restored, for whoever runs the installation: whatever is open stays where it is. */
  async repeat(personId: string, institutionId: string): Promise<'erased' | 'asked' | 'unknown'> {
    const system = systemActor(institutionId);
    const found = await this.work.run(system, async (tx) => {
      if (await erasureOf(tx, personId)) return 'asked';
      return (await accountOf(tx, personId)) ?? 'unknown';
    });
    if (typeof found === 'string') return found;
    if (!found.leftAt) await this.accounts.leaves(found.email);
    await this.begin(system, await this.accounts.account(found.email));
    return 'erased';
  }

  private async openWork(account: Account): Promise<WorkLeft[]> {
    const left = await this.accounts.workOf(account);
    return Promise.all(
      left.map(async ({ institution, work }) => {
        const asked = await this.work.run(systemActor(institution.id), (tx) => askedWork(tx, account.id));
        return { institution, work: [...work, ...asked] };
      }),
    );
  }

  private begin(actor: Actor, { id, memberships }: Account): Promise<Erasure> {
    const now = this.clock.now();
    return this.work.run(actor, async (tx) => {
      if (await beginErasure(tx, id, now)) {
        const event = { type: 'person.erased', data: { personId: id } } as const;
        for (const { institution } of memberships) await recordOfAccount(this.events, tx, institution.id, now, event);
      }
      const erasure = await erasureOf(tx, id);
      if (!erasure) throw new Error('an erasure that was just asked for is gone');
      return erasure;
    });
  }
}

/** What is open elsewhere is told to nobody here, only that there is something. */
function refuseOpen(institutionId: string, left: readonly WorkLeft[]): void {
  if (left.every(({ work }) => work.length === 0)) return;
  const here = left.find(({ institution }) => institution.id === institutionId)?.work ?? [];
  throw new DomainError({
    kind: 'conflict',
    code: 'work_open',
    detail:
      here.length > 0
        ? 'Something waits for them, or was asked for by them and is not over: hand it over, or end it.'
        : 'Something waits for them in another institution.',
    ...(here.length > 0 && {
      errors: here.slice(0, MOST_TOLD).map(({ kind, ref }) => ({ pointer: '', code: kind, message: ref })),
    }),
  });
}
