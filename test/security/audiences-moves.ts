import type { Answer, Browser } from '../support/browser.js';
import {
  ASKER,
  begin,
  current,
  end,
  handedOn,
  holders,
  OWNER,
  write,
  type Audience,
  type Fn,
  type Ticket,
} from './audiences-model.js';
import { formWith } from './operations.js';

/** Draws the same things for the same seed. */
export interface Draw {
  one: <T>(of: readonly T[]) => T;
  some: <T>(of: readonly T[]) => T[];
}

export interface Desk {
  as(account: string): Promise<Browser>;
  newToken(): string;
  draw: Draw;
}

const audiences: Audience[] = ['requester', 'shared', 'internal'];
const SPOC = 'spoc.uphf';
const providerOf = (fn: Fn) => `engineer.${holders[fn].toLowerCase()}`;

/** Asks for a ticket as somebody who is no staff; its description is a text like any other. */
export async function open(desk: Desk, asker = ASKER): Promise<Ticket> {
  const token = desk.newToken();
  const question = { kind: 'incident', service: 'OAE', title: 'Une demande', description: `Le texte ${token}` };
  const { body } = made('open', 201, await (await desk.as(asker)).post('/tickets', question));
  const ticket: Ticket = {
    reference: body.reference as string,
    asker,
    state: 'open',
    step: 0,
    texts: [],
    parts: [],
    escalations: [],
  };
  write(ticket, token, 'requester', asker, { messageId: 'description' });
  return ticket;
}

/** What can be done next, by the rules of the design. */
export function possible(ticket: Ticket): string[] {
  const state = current(ticket)?.state;
  if (ticket.survivor) return ticket.survivor.state === 'open' ? ['say', 'say there', 'resolve there'] : ['say'];
  const always = ['say', 'say', 'attach'];
  if (ticket.state === 'resolved') return [...always, 'reopen', 'reopen'];
  switch (state) {
    case undefined:
      return [...always, 'escalate', 'escalate', 'escalate', 'resolve', 'merge'];
    case 'offered':
      return [...always, 'accept', 'accept', 'forward', 'return', 'recall'];
    case 'accepted':
      return [...always, 'deliver', 'deliver', 'forward', 'return', 'recall'];
    case 'delivered':
      return [...always, 'confirm', 'transmit', 'refuse'];
    case 'returned':
    case 'ended':
      return [...always, 'confirm', 'escalate'];
  }
}

/** Makes one move at the program and in the model; what it was. */
export async function move(desk: Desk, ticket: Ticket, name: string): Promise<string> {
  if (name.endsWith(' there')) return `${await move(desk, ticket.survivor!, name.replace(' there', ''))} there`;
  ticket.step += 1;
  const { one, some } = desk.draw;
  const at = `/tickets/${ticket.reference}`;
  const escalation = current(ticket);
  const spoc = await desk.as(SPOC);
  const provider = escalation && (await desk.as(providerOf(escalation.fn)));
  const on = `${at}/escalations/${String(escalation?.n)}`;
  const token = desk.newToken();
  const does = async (who: Browser | undefined, path: string, body: object = {}) =>
    made(`${name} after ${escalation?.state ?? ticket.state}`, 200, await who!.post(path, body));
  const sayAsProvider = () =>
    write(ticket, token, 'shared', providerOf(escalation!.fn), { side: holders[escalation!.fn] });
  switch (name) {
    case 'say':
    case 'attach': {
      const { account, side, audience } = writer(ticket, desk.draw);
      const who = await desk.as(account);
      const answer =
        name === 'say'
          ? await who.post(`${at}/messages`, { body: `Le texte ${token}`, audience })
          : await who.send('POST', `${at}/attachments`, formWith('du texte', `${token} note.txt`, { audience }));
      const { body } = made(`${name} by ${account} to ${audience}`, 201, answer);
      const messageId = (name === 'say' ? body.id : body.messageId) as string;
      write(ticket, token, audience, account, { side, messageId });
      return `${name} by ${account} to ${audience}: ${token}`;
    }
    case 'escalate': {
      const fn = one<Fn>(['support', 'hosting']);
      const isTickable = ({ audience, side, messageId }: Ticket['texts'][number]) =>
        audience !== 'internal' && side === OWNER && messageId !== undefined;
      const ticked = some(ticket.texts.filter(isTickable));
      const messages = ticked.map(({ messageId }) => messageId);
      await does(spoc, `${at}/escalate`, { function: fn, summary: `Le texte ${token}`, messages });
      end(ticket);
      const summary = write(ticket, token, 'shared', SPOC);
      summary.isSummary = true;
      begin(ticket, fn, [...ticked, summary]);
      return `escalate to ${holders[fn]} with ${ticked.map((text) => text.token).join(' ') || 'nothing'}: ${token}`;
    }
    case 'accept':
      await does(provider, `${on}/accept`);
      escalation!.state = 'accepted';
      return name;
    case 'forward': {
      const fn = escalation!.fn === 'support' ? 'hosting' : 'support';
      await does(provider, `${on}/forward`, { function: fn, reason: `Le texte ${token}` });
      begin(ticket, fn, handedOn(ticket, escalation!));
      // whoever forwards has written the reason: their part ends with it
      sayAsProvider().ticked.add(holders[escalation!.fn]);
      return `forward to ${holders[fn]}: ${token}`;
    }
    case 'return':
      await does(provider, `${on}/return`, { code: 'other', reason: `Le texte ${token}` });
      sayAsProvider();
      escalation!.state = 'returned';
      return `return: ${token}`;
    case 'recall':
      await does(spoc, `${on}/recall`);
      end(ticket);
      return name;
    case 'deliver':
      await does(provider, `${on}/deliver`, { code: 'fixed', textForRequester: `Le texte ${token}` });
      escalation!.delivered = sayAsProvider();
      escalation!.state = 'delivered';
      return `deliver: ${token}`;
    case 'refuse':
      await does(spoc, `${on}/refuse`, { reason: `Le texte ${token}` });
      write(ticket, token, 'shared', SPOC);
      escalation!.state = 'accepted';
      return `refuse: ${token}`;
    case 'confirm':
      await does(spoc, `${on}/confirm`, { resolve: false });
      end(ticket);
      return name;
    case 'transmit':
      await does(spoc, `${on}/confirm`, { resolve: true });
      end(ticket);
      // the text for the requester reaches them now
      write(ticket, escalation!.delivered!.token, 'requester', SPOC);
      ticket.state = 'resolved';
      return name;
    case 'resolve':
      await does(spoc, `${at}/resolve`, { code: 'fixed', text: `Le texte ${token}` });
      write(ticket, token, 'requester', SPOC);
      ticket.state = 'resolved';
      return `resolve: ${token}`;
    case 'reopen':
      await does(await desk.as(ASKER), `${at}/reopen`, { reason: `Le texte ${token}` });
      write(ticket, token, 'requester', ASKER);
      ticket.state = 'open';
      return `reopen: ${token}`;
    case 'merge': {
      const survivor = await open(desk, SPOC);
      await does(spoc, `${at}/merge`, { into: survivor.reference });
      ticket.state = 'merged';
      ticket.survivor = survivor;
      return name;
    }
    default:
      throw new Error(`no such move: ${name}`);
  }
}

function writer(ticket: Ticket, { one }: Draw): { account: string; side: string; audience: Audience } {
  const escalation = current(ticket);
  const home = ticket.asker === ASKER ? [ASKER, 'agent.uphf', SPOC] : ['agent.uphf', SPOC];
  const account = one(escalation ? [...home, providerOf(escalation.fn)] : home);
  const isHome = account.endsWith('.uphf');
  const isNarrow = account.startsWith('requester.') || ticket.state === 'merged';
  return {
    account,
    side: isHome || !escalation ? OWNER : holders[escalation.fn],
    // a provider speaks to the requester through what it delivers
    audience: isNarrow ? 'requester' : one(isHome ? audiences : audiences.filter((each) => each !== 'requester')),
  };
}

function made(what: string, status: number, answer: Answer<any>): Answer<any> {
  if (answer.status === status) return answer;
  throw new Error(`${what} was answered ${String(answer.status)}: ${JSON.stringify(answer.body)}`);
}
