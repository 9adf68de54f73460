import { Injectable } from '@nestjs/common';
import type { Actor } from '../../database/index.js';
import { conflict, invalid, newId } from '../../kernel/index.js';
import { AffectedStore, type AgreedTime } from './affected.store.js';
import { Assessing } from './assessing.js';
import type { Change } from './change.js';
import { ChangeDesk, insideOf, type OpenChange } from './change-desk.js';
import { ChangeStores } from './change-stores.js';
import { asItsOwner, assertWindow, Deciding, digestOfChange } from './deciding.js';
import { mayObject } from './domain/notice.js';
import { Judging } from './judging.js';
import { Notice } from './notice.js';
import { assertComplete, PreparingService, shared } from './preparing.service.js';

export interface Decided {
  decision: 'approve' | 'reject';
  reason?: string | undefined;
}

/** What is said of a change by those who decide on it, and by those whom it affects. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly affected: AffectedStore,
    private readonly preparing: PreparingService,
    private readonly deciding: Deciding,
    private readonly judging: Judging,
    private readonly assessing: Assessing,
    private readonly notice: Notice,
  ) {}

  /** By a peer while it is submitted, then by its authority; of an emergency, by two who let it begin. */
  decide(actor: Actor, reference: string, ifMatch: number | undefined, said: Decided): Promise<Change> {
    if (said.decision === 'reject' && said.reason === undefined)
      throw invalid('reason', 'reason_required', 'Whoever rejects says why.');
    return this.desk.move(actor, reference, ifMatch, 'decide', async (open) => {
      if (open.change.class === 'emergency') return this.letBegin(open, actor, said);
      return open.change.state === 'submitted' ? this.asPeer(open, said) : this.asAuthority(open, actor, said);
    });
  }

  private async asPeer(open: OpenChange, said: Decided): Promise<void> {
    const { tx, change, now } = open;
    if (said.decision === 'approve')
      assertComplete(change, await this.assessing.assess(tx, change.serviceIds, insideOf(change), now));
    const opinionId = await this.say(open, 'peer', said);
    await this.stores.record.say(tx, change.id, now, 'change.reviewed_by_peer', {
      audience: 'internal',
      decision: said.decision,
    });
    if (said.decision === 'approve') return this.preparing.put(open);
    await this.reject(open, opinionId);
  }

  private async asAuthority(open: OpenChange, actor: Actor, said: Decided): Promise<void> {
    const { change } = open;
    if (said.decision === 'approve') await this.deciding.assertUnobstructed(open, 'approve');
    const isTenants = change.institutionId !== actor.institution.id;
    const side = isTenants ? 'user' : 'provider';
    const digest = await asItsOwner(open.tx, change, async () => {
      await this.deciding.hooks.assertDecidedAlone(open);
      // as its owner, since only then are all the affected seen
      const parties = await this.stores.changes.parties(open.tx, change.id);
      return digestOfChange(await this.stores.changes.byReference(open.tx, change.reference), parties);
    });
    const opinionId = await this.say(open, 'authority', said, digest);
    await this.stores.record.say(
      open.tx,
      change.id,
      open.now,
      said.decision === 'approve' ? 'change.approved' : 'change.rejected',
      {
        audience: 'shared',
        side,
        opinionId,
      },
    );
    await asItsOwner(open.tx, change, () => this.go(open, said.decision));
  }

  private async letBegin(open: OpenChange, actor: Actor, said: Decided): Promise<void> {
    const { tx, change, now } = open;
    const opinions = await this.stores.opinions.opinions(tx, change.id);
    if (opinions.some(({ personId, voidedAt }) => personId === actor.personId && voidedAt === null))
      throw conflict('said_already', 'Two persons let an emergency begin, each once.');
    const opinionId = await this.say(open, 'emergency', said);
    const type = said.decision === 'approve' ? 'change.approved' : 'change.rejected';
    await this.stores.record.say(tx, change.id, now, type, { audience: 'internal', opinionId });
    await this.stores.writing.touch(tx, change.id, now);
  }

  private async say(
    { tx, change, parties, now }: OpenChange,
    asWhat: 'peer' | 'authority' | 'emergency',
    { decision, reason }: Decided,
    digest = digestOfChange(change, parties),
  ): Promise<string> {
    const id = newId(now);
    await this.stores.opinions.say(tx, change, { id, asWhat, decision, reason: reason ?? null, digest, at: now });
    return id;
  }

  private async reject(open: OpenChange, opinionId: string): Promise<void> {
    const { tx, change, now } = open;
    await this.go(open, 'reject');
    await this.stores.record.say(tx, change.id, now, 'change.rejected', { audience: shared(change), opinionId });
  }

  private go(open: OpenChange, decision: 'approve' | 'reject'): Promise<void> {
    return this.deciding.go(open, decision, { decidedAt: open.now });
  }

  /** One reasoned objection takes away that a change is standard; enough of them, or one about security, make it major. */
  object(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    said: { reason: string; isSecurity: boolean },
  ): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'object', async (open) => {
      const { tx, change, parties, now } = open;
      const window = assertWindow(change);
      const [party] = parties.filter(
        ({ kind, institutionId }) => kind === 'affected' && institutionId === actor.institution.id,
      );
      const agreements = await this.affected.running(tx, party?.serviceIds ?? [], now);
      const mine = agreements.filter(({ institutionId }) => institutionId === actor.institution.id);
      const [own] = await this.affected.hours(
        tx,
        mine.map(({ agreementId }) => agreementId),
      );
      const hours = own ?? (await this.hoursOfOthers(open));
      const endOfWorkingDay = (from: number, days: number) => (hours ? hours.endOfWorkingDay(from, days) : from);
      if (!mayObject(change.class, now.getTime(), window.from, endOfWorkingDay))
        throw conflict('too_late_to_object', 'It is too late to object to this change.');
      const before = await this.stores.opinions.objections(tx, change.id);
      if (
        before.some(
          ({ withdrawnAt, institution }) => withdrawnAt === null && institution.code === actor.institution.code,
        )
      )
        throw conflict('objected_already', 'Your institution objects already.');
      const id = newId(now);
      await this.stores.opinions.object(tx, change, { id, ...said, at: now });
      await this.stores.record.say(tx, change.id, now, 'change.objected', {
        audience: 'between',
        side: 'user',
        objectionId: id,
        isSecurity: said.isSecurity,
      });
      await asItsOwner(tx, change, () => this.judgeAnew(open));
    });
  }

  /** Who was added by hand has no agreement about it: the days are those of another, if there is one. */
  private hoursOfOthers({ tx, change, now }: OpenChange): Promise<AgreedTime | undefined> {
    return asItsOwner(tx, change, async () => {
      const [other] = await this.affected.running(tx, change.serviceIds, now);
      return other && (await this.affected.hours(tx, [other.agreementId]))[0];
    });
  }

  withdrawObjection(actor: Actor, reference: string): Promise<Change> {
    return this.desk.open(
      actor,
      reference,
      undefined,
      async ({ tx, change, now }) => {
        if (!(await this.stores.opinions.withdraw(tx, change.id, now)))
          throw conflict('no_objection', 'Your institution does not object.');
        await this.stores.record.say(tx, change.id, now, 'change.objection_withdrawn', {
          audience: 'between',
          side: 'user',
        });
      },
      ({ change, parties }) => {
        this.desk.assertSpeaksForAffected(actor, change, parties);
      },
    );
  }

  /** As the one who makes it. What was raised stays raised until somebody edits it: an objection was heard. */
  private async judgeAnew(open: OpenChange): Promise<void> {
    const { tx, now } = open;
    const change = await this.stores.changes.byReference(tx, open.change.reference);
    const inside = insideOf(change);
    const objections = await this.stores.opinions.objections(tx, change.id);
    const judged = await this.judging.judge(tx, change, inside, objections, now, change.id);
    await this.stores.writing.touch(tx, change.id, now);
    if (judged.class === change.class) return;
    const turned = { class: judged.class, classReasons: judged.classReasons, objectedFrom: change.class };
    await this.stores.writing.stand(tx, change.id, turned, now);
    await this.stores.record.say(tx, change.id, now, 'change.classed', {
      audience: 'shared',
      from: change.class,
      class: judged.class,
      reasons: judged.classReasons,
      because: 'objection',
    });
    const raised = { ...open, change: { ...change, class: judged.class } };
    // a change that is put to somebody already stays so: only whom it is put to is another
    if (change.state === 'deciding') await this.deciding.voidOpinions(open);
    else await this.deciding.reconsider(raised, ['class']);
  }

  /** Four eyes on a standard change; for every other one, the decision stands. The notice has to be kept. */
  schedule(actor: Actor, reference: string, ifMatch: number | undefined): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'schedule', async (open) => {
      const { tx, change, parties, now } = open;
      assertComplete(change, await this.assessing.assess(tx, change.serviceIds, insideOf(change), now));
      const isDecision = change.state !== 'approved';
      await this.notice.assertKept(tx, change, parties, change.announcedAt ?? now);
      await this.deciding.assertUnobstructed(open, 'schedule');
      if (isDecision) await this.say(open, 'peer', { decision: 'approve' });
      await this.deciding.go(open, isDecision ? 'scheduleStandard' : 'schedule', isDecision ? { decidedAt: now } : {});
      await this.deciding.announce(open);
      await this.stores.record.say(tx, change.id, now, 'change.scheduled', { audience: 'shared' });
    });
  }
}
