import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { ChangeDesk, insideOf, type OpenChange } from './change-desk.js';
import { ChangeFacts } from '../judging/change-facts.js';
import { ChangeStores } from '../stores/change-stores.js';
import { Deciding } from './deciding.js';
import { mayBegin } from '../domain/reviewing.js';
import { silentOf } from '../domain/silence.js';
import { Obstructions } from './obstructions.js';

/** The start of a change. */
@Injectable()
export class StartingService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly deciding: Deciding,
    private readonly obstructions: Obstructions,
    private readonly facts: ChangeFacts,
  ) {}

  /** In its window; an emergency once two persons have said so, or one with a reason after half an hour. */
  start(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'start', async (open) => {
      const { tx, change, now } = open;
      if (change.class === 'emergency') await this.assertMayBegin(open);
      else assertInWindow(change, now);
      await this.facts.assertModelHolds(open);
      await this.obstructions.assertNone(open, 'start');
      await this.deciding.go(open, change.class === 'emergency' ? 'startEmergency' : 'start', { startedAt: now });
      await this.deciding.announce(open);
      await this.recordSilence(open);
      await this.stores.record.say(tx, change.id, now, 'change.started', { audience: 'shared' });
      await this.deciding.hooks.started(open);
      await this.stores.late.follow(tx, { ...change, state: 'in_progress' });
      await this.facts.pin(open);
    });
  }

  /** Those affected who said nothing, each by name, for those who make it: it is no approval. */
  private async recordSilence({ tx, change, parties, now }: OpenChange): Promise<void> {
    const affected = parties
      .filter(({ kind }) => kind === 'affected')
      .map(({ institution, shownAt }) => ({ code: institution.code, knew: shownAt !== null }));
    const objections = await this.stores.opinions.objections(tx, change.id);
    const objected = objections.map(({ institution }) => institution.code);
    for (const institution of silentOf(change.class, affected, objected))
      await this.stores.record.say(tx, change.id, now, 'change.no_objection', { audience: 'internal', institution });
  }

  private async assertMayBegin({ tx, change, now }: OpenChange): Promise<void> {
    const opinions = (await this.stores.opinions.opinions(tx, change.id)).filter(
      ({ asWhat, voidedAt }) => asWhat === 'emergency' && voidedAt === null,
    );
    if (opinions.some(({ decision }) => decision === 'reject'))
      throw conflict('emergency_refused', 'One of those asked refused it.');
    const { emergencyAt } = insideOf(change);
    const approvedBy = opinions.map(({ personId }) => personId);
    const reason = opinions.find((opinion) => opinion.reason !== null)?.reason ?? null;
    const askedAt = new Date(emergencyAt ?? now).getTime();
    if (!mayBegin({ askedAt, approvedBy, reason }, now.getTime()))
      throw conflict('two_persons', 'Two persons let an emergency begin; after 30 minutes, one who says why.');
  }
}

function assertInWindow({ windowFrom, windowTo }: Change, now: Date): void {
  if (windowFrom && now < windowFrom) throw conflict('too_early', `The window begins at ${windowFrom.toISOString()}.`);
  if (windowTo && now >= windowTo) throw conflict('window_over', 'The window is over: move it, or close the change.');
}
