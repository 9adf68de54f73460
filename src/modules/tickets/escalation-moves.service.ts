import { invalid } from '../../kernel/index.js';
import { Injectable } from '@nestjs/common';
import { Assigning, type Giving } from './assigning.js';
import { Desk, type Asked } from './desk.js';
import type { Level } from './domain/priority.js';
import { confirmDelivery, confirmReturn, returnEscalation } from './escalation-acts.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { ReadyTextsStore } from './stores/ready-texts.store.js';
import { assertAhead } from './ticket-moves.service.js';
import { TicketHooks } from './ticket-hooks.js';
import type { TicketView } from './ticket-views.js';

/** An escalation that somebody wants to move. */
export interface AskedEscalation extends Asked {
  n: number;
}

/** The moves of an escalation between the provider's engineers and the SPOCs of the user institution. */
@Injectable()
export class EscalationMovesService {
  constructor(
    private readonly desk: Desk,
    private readonly escalations: EscalationsStore,
    private readonly assigning: Assigning,
    private readonly hooks: TicketHooks,
    private readonly readyTexts: ReadyTextsStore,
  ) {}

  accept(asked: AskedEscalation): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'accept', async (file, escalation) => {
      escalation.acceptedAt ??= file.now;
      await file.enter(escalation, 'accepted');
      file.record('escalation.accepted', 'shared', { n: escalation.n, escalationState: 'accepted' });
      await this.assigning.give(file, 'provider', { assignee: asked.actor.personId }, escalation);
    });
  }

  /** Gives it to a colleague or into a queue of the provider; null takes it away. */
  assign(asked: AskedEscalation, to: Giving): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'assign', (file, escalation) =>
      this.assigning.give(file, 'provider', to, escalation),
    );
  }

  ask(asked: AskedEscalation, body: string): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'ask', async (file, escalation) => {
      const messageId = await file.write('question', 'shared', body, { n: escalation.n });
      escalation.waitingCause = 'spoc';
      await file.enter(escalation, 'waiting');
      file.record('escalation.asked', 'shared', {
        n: escalation.n,
        escalationState: 'waiting',
        escalationCause: 'spoc',
        messageId,
      });
    });
  }

  answer(asked: AskedEscalation, body: string): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'answer', async (file, escalation) => {
      const messageId = await file.write('answer', 'shared', body, { n: escalation.n });
      await file.enter(escalation, 'accepted');
      file.record('escalation.answered', 'shared', { n: escalation.n, escalationState: 'accepted', messageId });
    });
  }

  plan(asked: AskedEscalation, plan: { cause: 'planned' | 'third_party'; followUpAt: Date }): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'plan', async (file, escalation) => {
      assertAhead(plan.followUpAt, file.now);
      escalation.waitingCause = plan.cause;
      escalation.followUpAt = plan.followUpAt;
      await file.enter(escalation, 'waiting');
      file.record('escalation.planned', 'shared', {
        n: escalation.n,
        escalationState: 'waiting',
        escalationCause: plan.cause,
        followUpAt: plan.followUpAt.toISOString(),
      });
    });
  }

  resume(asked: AskedEscalation): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'resume', async (file, escalation) => {
      await file.enter(escalation, 'accepted');
      file.record('escalation.resumed', 'shared', { n: escalation.n, escalationState: 'accepted' });
    });
  }

  /** With a code and a text, or with a text that stands ready. */
  return(asked: AskedEscalation, code?: string, reason?: string, readyText?: string): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'return', async (file, escalation) => {
      const said = await this.readyTexts.worded(file, 'return', { code, text: reason, readyText });
      await returnEscalation(file, escalation, said.code, said.text);
    });
  }

  recall(asked: AskedEscalation, reason?: string): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'recall', async (file, escalation) => {
      const messageId = reason ? await file.write('reason', 'shared', reason, { n: escalation.n }) : undefined;
      const readers = file.readersOf('shared');
      escalation.endedAt = file.now;
      await file.enter(escalation, 'recalled');
      file.record(
        'escalation.recalled',
        'shared',
        { n: escalation.n, escalationState: 'recalled', ...(messageId ? { messageId } : {}) },
        readers,
      );
      file.dismissals.push({ institutionId: escalation.holderId, fulfilled: false });
    });
  }

  /** With a code and a text, with a text that stands ready, or with a known error, whose workaround stands ready too. */
  deliver(
    asked: AskedEscalation,
    given?: string,
    textForRequester?: string,
    readyText?: string,
    problem?: string,
  ): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'deliver', async (file, escalation) => {
      if (problem !== undefined && readyText !== undefined)
        throw invalid('readyText', 'not_both', 'A known error brings its own words: send no ready text beside it.');
      const said = { code: given, text: textForRequester, problem };
      const wording = { ...(await this.hooks.worded(file, said, 'textForRequester')), readyText };
      const { code, text } = await this.readyTexts.worded(file, 'deliver', wording);
      const messageId = await file.write('delivery', 'shared', text, { n: escalation.n });
      escalation.deliveryCode = code;
      escalation.deliveryId = messageId;
      escalation.deliveredAt = file.now;
      await file.enter(escalation, 'delivered');
      file.record('escalation.delivered', 'shared', { n: escalation.n, escalationState: 'delivered', code, messageId });
    });
  }

  /**
   * Accepts a delivery or a return. With `andResolve` a delivery is transmitted as it stands: its text goes to the
   * requester and the ticket is resolved, in one move.
   */
  confirm(asked: AskedEscalation, andResolve: boolean): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'confirm', async (file, escalation) => {
      if (escalation.state === 'delivered') {
        if (andResolve) await this.hooks.assertFree(file.tx, file.ticket, 'resolve');
        return confirmDelivery(file, escalation, andResolve);
      }
      if (andResolve)
        throw invalid(
          'resolve',
          'nothing_delivered',
          'A return has no text for the requester: resolve the ticket yourself.',
        );
      await confirmReturn(file, escalation);
    });
  }

  /** Refuses a delivery, or a return: the provider goes on with it. */
  refuse(asked: AskedEscalation, reason: string): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'refuse', async (file, escalation) => {
      const { n } = escalation;
      const messageId = await file.write('reason', 'shared', reason, { n });
      escalation.endedAt = null;
      if (escalation.state === 'returned') {
        await file.enter(escalation, 'offered');
        file.record('escalation.return_refused', 'shared', { n, escalationState: 'offered', messageId });
        return;
      }
      escalation.deliveredAt = null;
      await file.enter(escalation, 'accepted');
      file.record('escalation.delivery_refused', 'shared', { n, escalationState: 'accepted', messageId });
    });
  }

  /** Says that the priority is wrong. Nothing changes until a SPOC or agent qualifies anew; both values are kept. */
  dispute(asked: AskedEscalation, dispute: { impact: Level; urgency: Level; reason: string }): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'dispute', async (file, escalation) => {
      const messageId = await file.write('reason', 'shared', dispute.reason, { n: escalation.n });
      escalation.disputedImpact = dispute.impact;
      escalation.disputedUrgency = dispute.urgency;
      escalation.disputedAt = file.now;
      await this.escalations.save(file.tx, escalation);
      const { impact, urgency } = dispute;
      // what was held against what is asked: both are reported, whatever is decided later
      const held = { heldImpact: file.ticket.impact, heldUrgency: file.ticket.urgency };
      file.record('escalation.disputed', 'shared', { n: escalation.n, impact, urgency, ...held, messageId });
    });
  }
}
