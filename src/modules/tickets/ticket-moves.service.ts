import { Injectable } from '@nestjs/common';
import { forbidden, invalid } from '../../kernel/index.js';
import type { TicketWait } from '../timers/index.js';
import { Assigning, type Giving } from './assigning.js';
import { Desk, standingOf, type Asked } from './desk.js';
import { openEscalation } from './domain/admission.js';
import { priorityOf, ruleOf, type Level } from './domain/priority.js';
import { cancel, close, reopen, resolve, resume } from './ticket-acts.js';
import { LinksStore } from './stores/links.store.js';
import type { CaseFile } from './case-file.js';
import { TicketHooks } from './ticket-hooks.js';
import type { TicketView } from './ticket-views.js';

export interface Waiting {
  cause: TicketWait;
  followUpAt: Date;
  message?: string | undefined;
}

export interface Qualification {
  impact: Level;
  urgency: Level;
  /** Given when the matrix is to be overridden, or when it says why. */
  reason?: string | undefined;
  newFacts?: boolean | undefined;
}

export interface Resolution {
  code?: string | undefined;
  text?: string | undefined;
  resolveChildren?: boolean | undefined;
  /** Reference of a known error; its workaround stands in for a text. */
  problem?: string | undefined;
}

/** The moves of level 1 on its own tickets, and of the requester. */
@Injectable()
export class TicketMovesService {
  constructor(
    private readonly desk: Desk,
    private readonly assigning: Assigning,
    private readonly links: LinksStore,
    private readonly hooks: TicketHooks,
  ) {}

  take(asked: Asked): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'take', async (file) => {
      file.ticket.state = 'in_progress';
      file.record('ticket.taken', 'requester', { state: 'in_progress' });
      await this.assigning.give(file, 'user', { assignee: asked.actor.personId });
    });
  }

  /** Gives it to a colleague or into a queue; null takes it away. */
  assign(asked: Asked, to: Giving): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'assign', (file) => this.assigning.give(file, 'user', to));
  }

  wait(asked: Asked, waiting: Waiting): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'wait', async (file) => {
      assertAhead(waiting.followUpAt, file.now);
      if (waiting.cause === 'requester' && !waiting.message) {
        throw invalid('message', 'message_required', 'Waiting for the requester needs a message to them.');
      }
      const { ticket } = file;
      ticket.state = 'waiting';
      ticket.waitingCause = waiting.cause;
      ticket.followUpAt = waiting.followUpAt;
      const messageId = waiting.message ? await file.write('message', 'requester', waiting.message) : undefined;
      file.record('ticket.waiting', 'requester', {
        state: 'waiting',
        cause: waiting.cause,
        followUpAt: waiting.followUpAt.toISOString(),
        ...(messageId ? { messageId, reached: true } : {}),
      });
    });
  }

  resume(asked: Asked): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'resume', (file) => {
      resume(file);
    });
  }

  /** `resolveChildren`: said in the record, from which the rest follows. `problem`: of which the ticket is one case. */
  resolve(asked: Asked, { resolveChildren, ...said }: Resolution): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'resolve', async (file) => {
      if (resolveChildren) await this.assertMayResolveChildren(file);
      const { code, text } = await this.hooks.worded(file, said, 'text');
      if (code === undefined) throw invalid('code', 'required', 'Say it, or name a problem.');
      if (text === undefined) throw invalid('text', 'required', 'Say it, or name a problem.');
      await resolve(file, code, text, { ...(resolveChildren ? { resolveChildren } : {}) });
    });
  }

  close(asked: Asked): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'close', (file) => {
      close(file);
    });
  }

  /** `via`: by which way it was said, when not over the API. */
  reopen(asked: Asked, reason: string, via?: 'mail_link'): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'reopen', async (file) => {
      reopen(file, await file.write('reason', 'requester', reason), via === undefined ? {} : { via });
    });
  }

  cancel(asked: Asked, reason: string): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'cancel', (file) => cancel(file, reason));
  }

  /** Sets impact and urgency; answers a provider's dispute if there is one. Both values stay in the record. */
  qualify(asked: Asked, { impact, urgency, reason, newFacts }: Qualification): Promise<TicketView> {
    return this.desk.moveTicket(asked, 'qualify', async (file) => {
      const { ticket } = file;
      const escalation = openEscalation(file.escalations);
      const disputed =
        escalation?.disputedImpact && escalation.disputedUrgency
          ? { impact: escalation.disputedImpact, urgency: escalation.disputedUrgency }
          : undefined;
      const priority = priorityOf(impact, urgency);
      const rule = ruleOf(ticket.priority, priority, disputed, newFacts === true);
      const messageId = reason ? await file.write('reason', 'shared', reason) : undefined;
      file.record('ticket.qualified', 'shared', {
        from: ticket.priority,
        priority,
        impact,
        urgency,
        rule,
        answersDispute: disputed !== undefined,
        ...(messageId ? { messageId } : {}),
      });
      ticket.impact = impact;
      ticket.urgency = urgency;
      ticket.priority = priority;
      ticket.qualifiedAt ??= file.now;
      if (escalation && disputed) await file.settleDispute(escalation);
    });
  }

  /** What hangs on a ticket is resolved by whoever might resolve each of it, and by nobody else. */
  private async assertMayResolveChildren({ tx, ticket }: CaseFile): Promise<void> {
    const inAll = await tx.asOwner(ticket.institutionId, () =>
      this.links.leadingTo(tx, ticket.institutionId, ticket.id, 'parent'),
    );
    const services = await this.links.servicesOf(tx, inAll);
    const isAllowed = (serviceId: string) => {
      const { roles } = standingOf(tx.actor, { serviceId });
      return roles.has('agent') || roles.has('spoc');
    };
    if (services.length < inAll.length || !services.every(isAllowed))
      throw forbidden('Some of the children are not yours to resolve: resolve this ticket without them.');
  }
}

export function assertAhead(followUpAt: Date, now: Date): void {
  if (followUpAt <= now) throw invalid('followUpAt', 'not_ahead', 'A follow-up date lies ahead.');
}
