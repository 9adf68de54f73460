import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { DomainError, newId, type FieldError } from '../../../kernel/index.js';
import { Assessing, type Assessed } from '../judging/assessing.js';
import { windowOf, type Change } from '../change.js';
import { ChangeDesk, insideOf, type OpenChange } from './change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Deciding } from './deciding.js';

/** What is done with a change before it is decided on, and what ends it without its being made. */
@Injectable()
export class PreparingService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly deciding: Deciding,
    private readonly assessing: Assessing,
  ) {}

  /** To be read by a peer; what is one institution's own is put to it at once. */
  submit(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'submit', async (open) => {
      const { tx, change, now } = open;
      await this.assertReady(open);
      await this.deciding.go(open, 'submit');
      await this.stores.record.say(tx, change.id, now, 'change.submitted', {
        audience: 'internal',
        class: change.class,
      });
      if (change.class === 'own_tenant') await this.put(open);
    });
  }

  /** It is put to whoever decides; those affected may know, and object, from now on. */
  async put(open: OpenChange): Promise<void> {
    await this.assertReady(open);
    await this.deciding.go({ ...open, change: { ...open.change, state: 'submitted' } }, 'put');
    await this.deciding.announce(open);
    const { tx, change, now } = open;
    if (change.class === 'own_tenant')
      await this.stores.record.say(tx, change.id, now, 'change.put', { audience: 'shared' });
  }

  withdraw(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'withdraw', async (open) => {
      await this.deciding.hooks.voided(open, ['withdrawn']);
      await this.deciding.go(open, 'withdraw', { outcome: 'withdrawn', heldAt: null });
      await this.because(open, 'change.withdrawn', reason);
    });
  }

  rework(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'rework', async (open) => {
      const { tx, change, now } = open;
      await this.stores.opinions.voidAll(tx, change.id, now);
      await this.deciding.hooks.voided(open, ['reworked']);
      await this.deciding.go(open, 'rework', { decidedAt: null });
      await this.stores.record.say(tx, change.id, now, 'change.reworked', { audience: shared(change) });
    });
  }

  /** Deadlines stand still until it is let go. */
  hold(actor: Actor, reference: string, ifMatch: number | undefined, reason: string): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'hold', async (open) => {
      await this.deciding.hooks.held(open);
      await this.stores.writing.stand(open.tx, open.change.id, { heldAt: open.now }, open.now);
      const round = await this.deciding.hooks.roundOf(open);
      await this.because(open, 'change.held', reason, round && { roundId: round.id });
    });
  }

  unhold(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'unhold', async (open) => {
      const { tx, change, now } = open;
      await this.stores.writing.stand(tx, change.id, { heldAt: null }, now);
      const heldMs = now.getTime() - (change.heldAt?.getTime() ?? now.getTime());
      const round = await this.deciding.hooks.roundOf(open);
      await this.stores.record.say(tx, change.id, now, 'change.let_go', {
        audience: shared(change),
        heldMs,
        // of an open one its new deadlines say it
        ...(round && !round.isOpen ? { roundId: round.id } : {}),
      });
      await this.deciding.hooks.letGo(open, heldMs);
    });
  }

  private async assertReady({ tx, change, now }: OpenChange): Promise<void> {
    assertComplete(change, await this.assessing.assess(tx, change.serviceIds, insideOf(change), now));
  }

  private async because(
    open: OpenChange,
    type: 'change.withdrawn' | 'change.held',
    reason: string,
    more: { roundId?: string } = {},
  ): Promise<void> {
    const { tx, change, now } = open;
    const noteId = newId(now);
    const audience = shared(change);
    await this.stores.notes.write(tx, change, { id: noteId, audience, body: reason, at: now });
    await this.stores.record.say(tx, change.id, now, type, { audience, noteId, ...more });
  }
}

/** What happened to a change is known to whom it concerns, once they know of it. */
export const shared = ({ announcedAt, askedBy }: Change): 'shared' | 'internal' =>
  announcedAt || askedBy ? 'shared' : 'internal';

/** Refused (422) before it is put to anybody: every place that is still empty. */
export function assertComplete(change: Change, { flaws }: Pick<Assessed, 'flaws'>): void {
  const inside = insideOf(change);
  const places: [boolean, string, string][] = [
    [windowOf(change) === undefined, 'window', 'When it is to be made has to be said.'],
    [inside.plan.trim() === '', 'plan', 'How it is made has to be said.'],
    [inside.tests.trim() === '', 'tests', 'How it is tested has to be said.'],
    [inside.backoutPlan.trim() === '', 'backoutPlan', 'How it is backed out has to be said, or that it cannot be.'],
    [inside.implementerIds.length === 0, 'implementers', 'Who makes it has to be said.'],
  ];
  const errors: FieldError[] = places.flatMap(([isEmpty, field, message]) =>
    isEmpty ? [{ pointer: `/${field}`, code: 'missing', message }] : [],
  );
  errors.push(...flaws);
  const detail = 'Something is still missing of this change.';
  if (errors.length > 0) throw new DomainError({ kind: 'unprocessable', code: 'incomplete', detail, errors });
}
