import type { Actor } from '../database/index.js';
import type { ServiceFunction } from '../modules/catalogue/index.js';
import type { Opening } from '../modules/tickets/opening.service.js';
import type { ChangeDesks } from './change-desks.js';
import type { Desks } from './desks.js';
import type { Moment, Subject } from './story.js';

/** What is known of a ticket while its story is told. */
export interface Telling {
  reference: string;
  /** The number of the last escalation. */
  n: number;
  /** Messages that were given a label, by it. */
  messages: Map<string, string>;
}

/** Where a deed is done. */
export interface Stage {
  desks: Desks & ChangeDesks;
  actor: Actor;
  telling: Telling;
  instant: (moment: Moment) => Date;
  /** The id of somebody else, by the account's name before the @. */
  idOf: (who: string) => Promise<string>;
}

/** One deed of the story of a ticket, on the stage. */
export interface Scene extends Stage {
  subject: Subject;
}

export type Deed = (scene: Scene) => Promise<unknown>;

type Level = 'high' | 'medium' | 'low';
type Audience = 'requester' | 'shared' | 'internal';
type DeliveryCode = 'fixed' | 'workaround' | 'answered' | 'known_error' | 'not_reproducible' | 'out_of_scope';
type ReturnCode = 'out_of_scope' | 'needs_information' | 'wrong_function' | 'other';

const ticketOf = ({ actor, telling: { reference } }: Scene) => ({ actor, reference });
const escalationOf = (scene: Scene) => ({ ...ticketOf(scene), n: scene.telling.n });

// --- the ticket ---

export function opens(extra: Partial<Opening> = {}): Deed {
  return async ({ desks, actor, subject, telling }) => {
    const { ticket } = await desks.opening.open(actor, { ...subject, ...extra });
    telling.reference = ticket.reference;
  };
}

export function takes(): Deed {
  return (scene) => scene.desks.moves.take(ticketOf(scene));
}

export function qualifies(impact: Level, urgency: Level, reason?: string): Deed {
  return (scene) => scene.desks.moves.qualify(ticketOf(scene), { impact, urgency, reason });
}

/** With a label it can be ticked when the ticket is escalated. */
export function writes(body: string, { to = 'requester', label }: { to?: Audience; label?: string } = {}): Deed {
  return async (scene) => {
    const { id } = await scene.desks.messages.post(ticketOf(scene), body, to);
    if (label) scene.telling.messages.set(label, id);
  };
}

export function waits(
  cause: 'requester' | 'third_party' | 'change' | 'scheduled' | 'approval',
  until: Moment,
  message?: string,
): Deed {
  return (scene) => scene.desks.moves.wait(ticketOf(scene), { cause, followUpAt: scene.instant(until), message });
}

export function resumes(): Deed {
  return (scene) => scene.desks.moves.resume(ticketOf(scene));
}

export function resolves(code: string, text: string): Deed {
  return (scene) => scene.desks.moves.resolve(ticketOf(scene), { code, text });
}

export function closes(): Deed {
  return (scene) => scene.desks.moves.close(ticketOf(scene));
}

export function reopens(reason: string): Deed {
  return (scene) => scene.desks.moves.reopen(ticketOf(scene), reason);
}

export function cancels(reason: string): Deed {
  return (scene) => scene.desks.moves.cancel(ticketOf(scene), reason);
}

// --- calling on a provider ---

/** `ticked`: labels of messages, and `description`; nothing else crosses. */
export function escalates(fn: ServiceFunction, summary: string, ticked: readonly string[] = []): Deed {
  return async (scene) => {
    const messages = ticked.map((label) => scene.telling.messages.get(label) ?? label);
    await scene.desks.escalating.escalate(ticketOf(scene), { function: fn, summary, messages });
    scene.telling.n += 1;
  };
}

export function drafts(fn: ServiceFunction, summary: string, ticked: readonly string[] = []): Deed {
  return (scene) => {
    const messages = ticked.map((label) => scene.telling.messages.get(label) ?? label);
    return scene.desks.escalating.draft(ticketOf(scene), { function: fn, summary, messages });
  };
}

export function answers(body: string): Deed {
  return (scene) => scene.desks.escalations.answer(escalationOf(scene), body);
}

export function recalls(reason: string): Deed {
  return (scene) => scene.desks.escalations.recall(escalationOf(scene), reason);
}

/** Accepts a delivery or a return; the ticket goes on at home. */
export function confirms(): Deed {
  return (scene) => scene.desks.escalations.confirm(escalationOf(scene), false);
}

/** Hands what was delivered to the requester and resolves the ticket, in one move. */
export function transmits(): Deed {
  return (scene) => scene.desks.escalations.confirm(escalationOf(scene), true);
}

export function refuses(reason: string): Deed {
  return (scene) => scene.desks.escalations.refuse(escalationOf(scene), reason);
}

// --- at the provider ---

export function accepts(): Deed {
  return (scene) => scene.desks.escalations.accept(escalationOf(scene));
}

export function asks(body: string): Deed {
  return (scene) => scene.desks.escalations.ask(escalationOf(scene), body);
}

export function plans(cause: 'planned' | 'third_party', followUp: Moment): Deed {
  return (scene) => scene.desks.escalations.plan(escalationOf(scene), { cause, followUpAt: scene.instant(followUp) });
}

export function worksOn(): Deed {
  return (scene) => scene.desks.escalations.resume(escalationOf(scene));
}

/** To another function, or to the next holder of the same one. */
export function forwards(reason: string, fn?: ServiceFunction): Deed {
  return async (scene) => {
    await scene.desks.forwarding.forward(escalationOf(scene), { function: fn, reason });
    scene.telling.n += 1;
  };
}

export function returns(code: ReturnCode, reason: string): Deed {
  return (scene) => scene.desks.escalations.return(escalationOf(scene), code, reason);
}

export function delivers(code: DeliveryCode, textForRequester: string): Deed {
  return (scene) => scene.desks.escalations.deliver(escalationOf(scene), code, textForRequester);
}

export function disputes(impact: Level, urgency: Level, reason: string): Deed {
  return (scene) => scene.desks.escalations.dispute(escalationOf(scene), { impact, urgency, reason });
}
