import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import { conflict, newId } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { Answers, isOver } from './answers.js';
import { ChangeDesk, insideOf, type OpenChange } from './change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';
import { asItsOwner, assertWindow, Deciding } from './deciding.js';
import { Judging } from '../judging/judging.js';

/** What those whom a change affects say against it, and what follows for its class. */
@Injectable()
export class ObjectionsService {
  constructor(
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly deciding: Deciding,
    private readonly judging: Judging,
    private readonly answers: Answers,
  ) {}

  /** One reasoned objection takes away that a change is standard; enough of them, or one about security, make it major. */
  object(
    actor: Actor,
    reference: string,
    ifMatch: number | undefined,
    said: { reason: string; isSecurity: boolean },
  ): Promise<Change> {
    return this.desk.move(actor, reference, ifMatch, 'object', async (open) => {
      const { tx, change, now } = open;
      assertWindow(change);
      if (!(await this.answers.isInTime(open)))
        throw conflict('too_late_to_object', 'It is too late to object to this change.');
      if (await this.answers.objects(open)) throw conflict('objected_already', 'Your institution objects already.');
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

  /** Until it is made: afterwards it stands as it was raised. */
  withdrawObjection(actor: Actor, reference: string): Promise<Change> {
    return this.desk.open(
      actor,
      reference,
      undefined,
      async ({ tx, change, now }) => {
        if (isOver(change)) throw conflict('not_possible_now', `The change is ${change.state}.`);
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
}
