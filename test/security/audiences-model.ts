/**
 * Who may read what on one ticket, written down from the design (sections 3 and 4) and from nothing else: it shares no
 * line with the program. An institution is a party from a move until another one; a text has one audience, the side that
 * wrote it, the step at which it was written, and those to whom it was ticked. Steps are counted, there are no instants.
 */
export type Audience = 'requester' | 'shared' | 'internal';
export type Fn = 'support' | 'hosting';

export const OWNER = 'UPHF';
export const ASKER = 'requester.uphf';
/** Who holds what of the service; the fourth institution holds nothing. */
export const holders: Record<Fn, string> = { support: 'ULCO', hosting: 'ULORRAINE' };

export interface Viewer {
  account: string;
  institution: string;
  /** No staff; level 1 of the owner and who reads beside it; a provider's side; somebody who sees nothing. */
  as: 'requester' | 'home' | 'provider' | 'nobody';
}

export interface Text {
  token: string;
  audience: Audience;
  side: string;
  step: number;
  by: string;
  ticked: Set<string>;
  /** Stands in an escalation, not in the thread. */
  isSummary?: boolean;
  /** Of a message of the thread: its id. */
  messageId?: string;
}

export interface Part {
  institution: string;
  since: number;
  until?: number;
}

export interface Escalation {
  n: number;
  fn: Fn;
  state: 'offered' | 'accepted' | 'delivered' | 'returned' | 'ended';
  received: Text[];
  delivered?: Text;
}

export interface Ticket {
  reference: string;
  asker: string;
  state: 'open' | 'resolved' | 'merged';
  step: number;
  texts: Text[];
  parts: Part[];
  escalations: Escalation[];
  /** Under which it was merged: a ticket of its own, which shows nothing of this one and is seen by no more people. */
  survivor?: Ticket;
}

export const current = (ticket: Ticket) => {
  const last = ticket.escalations.at(-1);
  return last?.state === 'ended' ? undefined : last;
};

export function mayReadTicket(viewer: Viewer, { parts, asker }: Ticket): boolean {
  if (viewer.as === 'nobody') return false;
  if (viewer.as === 'requester') return viewer.account === asker;
  return viewer.as !== 'provider' || parts.some(({ institution }) => institution === viewer.institution);
}

export function mayRead(viewer: Viewer, text: Text, ticket: Ticket): boolean {
  switch (viewer.as) {
    case 'nobody':
      return false;
    case 'requester':
      return viewer.account === ticket.asker && text.audience === 'requester';
    case 'home':
      return text.audience !== 'internal' || text.side === OWNER;
    case 'provider':
      if (text.audience === 'internal') return text.side === viewer.institution;
      return text.ticked.has(viewer.institution) || wasParty(viewer.institution, text.step, ticket);
  }
}

function wasParty(code: string, step: number, { parts }: Ticket): boolean {
  return parts.some(
    ({ institution, since, until = Infinity }) => institution === code && since <= step && step <= until,
  );
}

/** Whether somebody was told of a message of the thread when it was written; what is ticked later is not told again. */
export function wasToldOf(viewer: Viewer, text: Text, ticket: Ticket): boolean {
  if (viewer.as !== 'provider' || text.audience === 'internal') return mayRead(viewer, text, ticket);
  return wasParty(viewer.institution, text.step, ticket);
}

/** What has to have reached whoever asked by mail: all that others told them. */
export function mailedToAsker({ texts, asker }: Ticket): string[] {
  return texts.filter(({ audience, by }) => audience === 'requester' && by !== asker).map(({ token }) => token);
}

/** What somebody reads, in a fixed order. */
export function tokensOf(viewer: Viewer, ticket: Ticket): string[] {
  return [...new Set(ticket.texts.filter((text) => mayRead(viewer, text, ticket)).map(({ token }) => token))].sort();
}

export function write(
  ticket: Ticket,
  token: string,
  audience: Audience,
  by: string,
  { side = OWNER, messageId }: { side?: string; messageId?: string } = {},
): Text {
  const text = { token, audience, side, step: ticket.step, by, ticked: new Set<string>(), messageId };
  ticket.texts.push(text);
  return text;
}

/** A summary and what was ticked cross to whoever is called; an unsettled return of before is settled by it. */
export function begin(ticket: Ticket, fn: Fn, received: Text[]): void {
  end(ticket);
  for (const text of received) text.ticked.add(holders[fn]);
  ticket.escalations.push({ n: ticket.escalations.length + 1, fn, state: 'offered', received });
  ticket.parts.push({ institution: holders[fn], since: ticket.step });
}

/**
 * Whoever is called by forwarding receives what the former holder received: the summary, and of the talk all that they
 * read but for the inside of their side, whether it was ticked or written while they were a party.
 */
export function handedOn(ticket: Ticket, { fn, received }: Escalation): Text[] {
  const former: Viewer = { account: '', institution: holders[fn], as: 'provider' };
  const isTalk = ({ isSummary, audience }: Text) => !isSummary && audience !== 'internal';
  return [...new Set([...received, ...ticket.texts.filter((text) => isTalk(text) && mayRead(former, text, ticket))])];
}

/** The open part ends before this step's own texts are written. */
export function end(ticket: Ticket): void {
  const escalation = current(ticket);
  if (escalation) escalation.state = 'ended';
  for (const part of ticket.parts) part.until ??= ticket.step - 1;
}
