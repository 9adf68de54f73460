import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict, invalid } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { ChangeDesk, type OpenChange } from './change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { asItsOwner, Deciding, digestNow, type Said } from './deciding.js';
import { Obstructions } from './obstructions.js';
import { PreparingService, shared } from './preparing.service.js';

/** What is said of a change by those who decide on it, one by one. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly preparing: PreparingService,
    private readonly deciding: Deciding,
    private readonly obstructions: Obstructions,
  ) {}

  /** By a peer while it is submitted, then by its authority; of an emergency, by two who let it begin. */
  decide(actor: Actor, reference: string, ifMatch: number | undefined, said: Said): Promise<Change> {
    if (said.decision === 'reject' && said.reason === undefined)
      throw invalid('reason', 'reason_required', 'Whoever rejects says why.');
    return this.desk.move(actor, reference, ifMatch, 'decide', async (open) => {
      if (open.change.class === 'emergency') return this.letBegin(open, actor, said);
      return open.change.state === 'submitted' ? this.asPeer(open, said) : this.asAuthority(open, actor, said);
    });
  }

  private async asPeer(open: OpenChange, said: Said): Promise<void> {
    const { tx, change, now } = open;
    const opinionId = await this.deciding.opine(open, 'peer', said, await digestNow(this.stores, open));
    await this.stores.record.say(tx, change.id, now, 'change.reviewed_by_peer', {
      audience: 'internal',
      decision: said.decision,
    });
    if (said.decision === 'approve') return this.preparing.put(open);
    await this.go(open, 'reject');
    await this.stores.record.say(tx, change.id, now, 'change.rejected', { audience: shared(change), opinionId });
  }

  private async asAuthority(open: OpenChange, actor: Actor, said: Said): Promise<void> {
    const { tx, change, now } = open;
    const vote = await asItsOwner(tx, change, () => this.deciding.hooks.voteOn(open));
    if (vote.standing === 'open') throw conflict('round_open', 'A round of votes is open: it decides.');
    if (vote.standing === 'due' || (vote.standing === 'approved' && said.decision === 'reject'))
      throw conflict('voted_on', 'This change is voted on: nobody decides it alone.');
    if (said.decision === 'approve') await this.obstructions.assertNone(open, 'approve');
    // its seats have decided: nobody says more than that nothing stands in its way any longer
    if (vote.standing === 'approved') return this.carryOut(open, vote.roundId);
    const isTenants = change.institutionId !== actor.institution.id;
    // as its owner, since only then are all the affected seen
    const digest = await asItsOwner(tx, change, async () => {
      const parties = await this.stores.changes.parties(tx, change.id);
      return digestNow(this.stores, {
        tx,
        parties,
        change: await this.stores.changes.byReference(tx, change.reference),
      });
    });
    const opinionId = await this.deciding.opine(open, 'authority', said, digest);
    const type = said.decision === 'approve' ? 'change.approved' : 'change.rejected';
    await this.stores.record.say(tx, change.id, now, type, {
      audience: 'shared',
      side: isTenants ? 'user' : 'provider',
      opinionId,
    });
    await asItsOwner(tx, change, () => this.go(open, said.decision));
  }

  private async carryOut(open: OpenChange, roundId: string): Promise<void> {
    const { tx, change, now } = open;
    await this.go(open, 'approve');
    await this.stores.record.say(tx, change.id, now, 'change.approved', { audience: 'shared', roundId, waited: true });
  }

  /** Two persons answer for what stands against it too: it is written down with what each of them said, and stops nobody. */
  private async letBegin(open: OpenChange, actor: Actor, said: Said): Promise<void> {
    const { tx, change, now } = open;
    const opinions = await this.stores.opinions.opinions(tx, change.id);
    if (opinions.some(({ personId, voidedAt }) => personId === actor.personId && voidedAt === null))
      throw conflict('said_already', 'Two persons let an emergency begin, each once.');
    if (said.decision === 'approve') await this.obstructions.assertNone(open, 'approve');
    const opinionId = await this.deciding.opine(open, 'emergency', said, await digestNow(this.stores, open));
    const type = said.decision === 'approve' ? 'change.approved' : 'change.rejected';
    await this.stores.record.say(tx, change.id, now, type, { audience: 'internal', opinionId });
    await this.stores.writing.touch(tx, change.id, now);
  }

  private go(open: OpenChange, decision: 'approve' | 'reject'): Promise<void> {
    return this.deciding.go(open, decision, { decidedAt: open.now });
  }
}
