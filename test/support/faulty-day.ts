import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from './browser.js';
import type { GoodClient } from './good-client.js';

interface Draw {
  random: () => number;
  below: (n: number) => number;
}
export const { generator } = (await import(new URL('./random-people.mjs', import.meta.url).href)) as {
  generator: (...seeds: number[]) => Draw;
};

const DESKS = [
  { owner: 'ulco', service: 'FUNCAMPUS', function: 'support', engineer: 'engineer.fun' },
  { owner: 'uphf', service: 'OAE', function: 'hosting', engineer: 'engineer.ulorraine' },
] as const;
const AT_ONCE = 6;
/** How often each of them is killed. */
const KILLS = 2;
const ACKNOWLEDGEMENTS_A_TICKET = 4;

type Step = [who: string, move: string, event: string, body: object];

/**
 * A day at the desks: each ticket is opened and written on under keys, then taken and resolved at home, or escalated,
 * accepted, delivered and confirmed, or left open. What was acknowledged is kept by the words in which the database has it.
 */
export class FaultyDay {
  /** References by title. */
  readonly opened = new Map<string, string>();
  readonly written = new Set<string>();
  /** `REFERENCE event.type` */
  readonly moved = new Set<string>();
  /** Answers that nobody expects. */
  readonly refused: string[] = [];
  private acknowledged = 0;

  private constructor(
    private readonly client: GoodClient,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly seed: number,
  ) {}

  static async begin(
    client: GoodClient,
    signIn: (account: string) => Promise<Browser>,
    seed: number,
  ): Promise<FaultyDay> {
    const accounts = DESKS.flatMap(({ owner, engineer }) => [`agent.${owner}`, `spoc.${owner}`, engineer]);
    const tokens = new Map<string, string>();
    for (const account of accounts)
      tokens.set(account, (await signIn(account)).authorization['authorization']?.replace('Bearer ', '') ?? '');
    return new FaultyDay(client, tokens, seed);
  }

  /** Returns who was killed, in order. */
  async pass(tickets: number, kills: Record<string, () => Promise<void>>): Promise<string[]> {
    const numbers = Array.from({ length: tickets }, (_, n) => n);
    const over = new AbortController();
    const working = Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) await this.ticket(n);
      }),
    ).finally(() => {
      over.abort();
    });
    const killed: string[] = [];
    const killing = (async () => {
      for (const { who, after, ms } of this.drawn(Object.keys(kills), tickets)) {
        while (this.acknowledged < after && !over.signal.aborted) await wait(2);
        await wait(ms);
        await kills[who]?.();
        killed.push(who);
      }
    })();
    await Promise.all([working, killing]);
    return killed;
  }

  /** Who is killed, after how many acknowledgements, and how much later. */
  private drawn(who: readonly string[], tickets: number): { who: string; after: number; ms: number }[] {
    const { random, below } = generator(this.seed);
    const most = Math.floor(tickets * ACKNOWLEDGEMENTS_A_TICKET * 0.9);
    return Array.from({ length: KILLS }, () => who)
      .flat()
      .map((one) => ({ who: one, after: below(most), ms: random() * 30 }))
      .sort((a, b) => a.after - b.after);
  }

  private async ticket(n: number): Promise<void> {
    const desk = DESKS[n % DESKS.length] ?? DESKS[0];
    const { owner, service, engineer } = desk;
    const title = `Panne ${String(n)}`;
    const incident = { kind: 'incident', service, title, description: 'Rien ne va.' };
    const key = `${String(this.seed)}-${String(n)}`;
    const { status, body } = await this.client.ask<{ reference: string }>(
      this.token(`agent.${owner}`),
      'POST',
      '/tickets',
      incident,
      `t${key}`,
    );
    if (status !== 201) {
      this.refuse('open', status, body);
      return;
    }
    this.opened.set(title, body.reference);
    this.move(body.reference, 'ticket.opened');

    const text = `mot ${String(n)}`;
    const message = { body: text, audience: 'requester' };
    const said = await this.client.ask(
      this.token(`spoc.${owner}`),
      'POST',
      `/tickets/${body.reference}/messages`,
      message,
      `m${key}`,
    );
    if (said.status !== 201) {
      this.refuse('write', said.status, said.body);
      return;
    }
    this.written.add(text);
    this.acknowledged += 1;

    const home: Step[] = [
      [`agent.${owner}`, 'take', 'ticket.taken', {}],
      [`agent.${owner}`, 'resolve', 'ticket.resolved', { code: 'fixed', text: 'Réparé.' }],
    ];
    const away: Step[] = [
      [`spoc.${owner}`, 'escalate', 'ticket.escalated', { function: desk.function, summary: 'Rien ne va.' }],
      [engineer, 'escalations/1/accept', 'escalation.accepted', {}],
      [engineer, 'escalations/1/deliver', 'escalation.delivered', { code: 'fixed', textForRequester: 'Réparé.' }],
      [`spoc.${owner}`, 'escalations/1/confirm', 'escalation.confirmed', {}],
    ];
    const steps = [home, away, away, away.slice(0, 1)][Math.floor(n / DESKS.length) % 4] ?? home;
    for (const step of steps) if (!(await this.step(body.reference, step))) return;
  }

  /** A move knows no key: whoever lost the answer is told by a refusal that it was made, and no more often than once. */
  private async step(reference: string, [who, move, event, body]: Step): Promise<boolean> {
    const answer = await this.client.ask(this.token(who), 'POST', `/tickets/${reference}/${move}`, body);
    if (answer.status === 200 || (answer.status === 409 && answer.isRepeated)) {
      this.move(reference, event);
      return true;
    }
    this.refuse(move, answer.status, answer.body);
    return false;
  }

  private move(reference: string, event: string): void {
    this.moved.add(`${reference} ${event}`);
    this.acknowledged += 1;
  }

  private refuse(what: string, status: number, body: unknown): void {
    this.refused.push(`${what}: ${String(status)} ${JSON.stringify(body)}`);
  }

  private token(account: string): string {
    return this.tokens.get(account) ?? '';
  }
}
