import { Injectable } from '@nestjs/common';
import type { Actor, Transaction } from '../../../database/index.js';
import { conflict, newId } from '../../../kernel/index.js';
import { AffectedStore } from '../stores/affected.store.js';
import { windowOf, type Change, type Party } from '../change.js';
import { ChangeHooks } from './change-hooks.js';
import { ChangeRecord } from './change-record.js';
import { ChangeWritingStore, type Standing } from '../stores/change-writing.store.js';
import { insideOf, type OpenChange } from './change-desk.js';
import { digestOf, type Step } from '../domain/digest.js';
import { changeMachine, type ChangeMove } from '../domain/states.js';
import type { ChangeStores } from '../stores/change-stores.js';
import { OpinionsStore } from '../stores/opinions.store.js';

export interface Said {
  decision: 'approve' | 'reject';
  reason?: string | undefined;
}

/** What is done with every move of a change that leads somewhere: its state, who may know from now on, what no longer counts. */
@Injectable()
export class Deciding {
  constructor(
    private readonly writing: ChangeWritingStore,
    private readonly affected: AffectedStore,
    private readonly opinions: OpinionsStore,
    private readonly record: ChangeRecord,
    readonly hooks: ChangeHooks,
  ) {}

  /** By the table of moves; a move from a state that it does not know is a mistake of the program. */
  async go({ tx, change, now }: OpenChange, move: ChangeMove, more: Standing = {}): Promise<void> {
    const { from, to } = changeMachine.moves[move];
    if (!to || !from.includes(change.state)) throw new Error(`${move} does not lead from ${change.state}`);
    const closed = to === 'closed' ? { closedAt: now } : {};
    await this.writing.stand(tx, change.id, { ...more, ...closed, state: to }, now);
  }

  /** What somebody says of a change, with the digest of what they had read. */
  async opine(
    { tx, change, now }: OpenChange,
    asWhat: 'peer' | 'authority' | 'emergency',
    { decision, reason }: Said,
    digest: Buffer,
  ): Promise<string> {
    const id = newId(now);
    await this.opinions.say(tx, change, { id, asWhat, decision, reason: reason ?? null, digest, at: now });
    return id;
  }

  /** Those affected may know from now on; once. */
  async announce({ tx, change, now }: OpenChange): Promise<void> {
    await this.affected.show(tx, change.id, now);
    if (change.announcedAt) return;
    await this.writing.stand(tx, change.id, { announcedAt: now }, now);
    await this.record.say(tx, change.id, now, 'change.announced', {
      audience: 'shared',
      class: change.class,
      from: change.windowFrom?.toISOString(),
      to: change.windowTo?.toISOString(),
    });
  }

  /** What was decided holds no longer: it is decided anew, and whoever had decided is told. */
  async reconsider(open: OpenChange, reasons: readonly string[], more: Standing = {}): Promise<void> {
    const { tx, change, now } = open;
    const voided = await this.opinions.voidAll(tx, change.id, now);
    await this.hooks.voided(open, reasons);
    await this.go(open, 'reconsider', { ...more, decidedAt: null });
    await this.record.say(tx, change.id, now, 'change.voided', {
      audience: change.announcedAt ? 'shared' : 'internal',
      reasons: [...reasons],
    });
    await this.tellVoided(open, voided);
  }

  /** The same of what people said of a change that stays where it is. */
  async voidOpinions(open: OpenChange): Promise<void> {
    await this.tellVoided(open, await this.opinions.voidAll(open.tx, open.change.id, open.now));
  }

  private async tellVoided({ tx, change, now }: OpenChange, people: readonly string[]): Promise<void> {
    if (people.length > 0)
      await this.record.say(tx, change.id, now, 'change.opinions_voided', {
        audience: 'internal',
        people: [...people],
      });
  }
}

/** Of what is decided on, as it stands now: whoever decides has read this. */
export async function digestNow(
  { tasks }: ChangeStores,
  { tx, change, parties }: Pick<OpenChange, 'tx' | 'change' | 'parties'>,
): Promise<Buffer> {
  return digestOfChange(change, parties, await tasks.of(tx, change.id));
}

function digestOfChange(change: Change, parties: readonly Party[], steps: readonly Step[]): Buffer {
  const inside = insideOf(change);
  return digestOf({
    title: change.title,
    why: change.why,
    services: change.serviceIds,
    components: change.componentIds,
    affected: parties.filter(({ kind }) => kind === 'affected').map(({ institutionId }) => institutionId),
    plan: inside.plan,
    tests: inside.tests,
    backoutPlan: inside.backoutPlan,
    backoutMinutes: inside.backoutMinutes,
    window: windowOf(change) ?? null,
    interruptionMinutes: change.interruptionMinutes,
    risk: change.risk,
    steps,
  });
}

/** Whether somebody is of the provider side that makes a change; who votes or decides on it may be of the same institution. */
export function isMadeBy({ institution, providerServices }: Actor, change: Change): boolean {
  if (institution.id !== change.institutionId || providerServices === 'none') return false;
  return providerServices === 'all' || change.serviceIds.some((id) => providerServices.includes(id));
}

/** The change as those who make it see it, for what follows from an act of somebody whom it concerns. */
export async function asItsOwner<T>(tx: Transaction, change: Change, work: () => Promise<T>): Promise<T> {
  return isMadeBy(tx.actor, change) ? work() : tx.asOwner(change.institutionId, work, 'provider');
}

/** Refuses (409) a change that nobody has said a window of. */
export function assertWindow(change: Pick<Change, 'windowFrom' | 'windowTo'>): { from: number; to: number } {
  const window = windowOf(change);
  if (!window) throw conflict('no_window', 'The change has no window.');
  return window;
}
