import { jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import type { Actor } from '../../database/index.js';
import type { Cast } from '../../demo/cast.js';
import type { Desks } from '../../demo/desks.js';
import { Consumers } from '../../events/index.js';
import type { MovableClock } from '../../kernel/index.js';
import { MailModule } from '../mail/index.js';
import { Sweep } from '../tickets/index.js';
import { openOffice, type Office } from '../tickets/office.spec-support.js';
import { MailRounds } from './mail-rounds.js';
import { NotificationsModule } from './notifications.module.js';

let office: Office;
let clock: MovableClock, admin: pg.Client, app: INestApplicationContext, cast: Cast, desks: Desks;

/** A Tuesday, 9:00 in Paris and 19:00 in Nouméa: all are open from 8:00 to 18:00. */
beforeAll(async () => {
  const sending = { from: 'guichet@guichet.example', secretKeys: ['a key'], keepIn: '', atOnce: 1, isDemo: false };
  const mail = MailModule.with(sending);
  office = await openOffice(mail, NotificationsModule);
  ({ clock, admin, app, cast, desks } = office);
});
afterAll(() => office.close());

interface SentMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  event: string;
  dueAt: Date;
}

/** Has every institution read the record to its end, and returns what that wrote, by reader. */
async function mails(): Promise<SentMail[]> {
  await admin.query('truncate mail_queue, mail cascade');
  await tell();
  const { rows } = await admin.query<SentMail>(
    `select split_part(m.to_address, '@', 1) as to, m.subject, m.text_body as text, m.html_body as html,
            e.type as event, q.due_at as "dueAt"
       from mail m join mail_queue q on q.mail_id = m.id join event e on e.id = m.event_id
      order by e.number, m.to_address`,
  );
  return rows;
}

async function tell(): Promise<void> {
  const { rows } = await admin.query<{ streamId: string; institutionId: string }>(
    `select distinct stream_id as "streamId", unnest(institution_ids) as "institutionId" from outbox where kind = 'ticket'`,
  );
  for (const { streamId, institutionId } of rows) await app.get(Consumers).wake('mail', streamId, institutionId);
  const { rows: failures } = await admin.query('select error from consumer_cursor where error is not null');
  expect(failures).toEqual([]);
}

const readers = (written: readonly SentMail[]) => written.map(({ to, event }) => `${to}: ${event}`);
const to = (who: string, written: readonly SentMail[]) => {
  const found = written.filter((mail) => mail.to === who);
  expect(found).toHaveLength(1);
  return found[0]!;
};

interface Deed {
  actor: Actor;
  reference: string;
}

/** Opened by somebody, and read by those who are told; returns who acts on it. */
async function opened(by: string, service: string, opening: object = {}): Promise<(who: string) => Promise<Deed>> {
  const actor = await cast.actor(by);
  const { ticket } = await desks.opening.open(actor, {
    kind: 'incident',
    service,
    title: 'Le cours ne s’ouvre plus',
    description: 'Depuis ce matin la page reste blanche.',
    ...opening,
  });
  return async (who) => ({ actor: await cast.actor(who), reference: ticket.reference });
}

describe('mails that follow from the record', () => {
  it('reach each side with what it may read, from opening to resolution', async () => {
    const as = await opened('requester.ulco', 'FUNCAMPUS');
    const acknowledged = await mails();
    expect(readers(acknowledged)).toEqual(
      ['agent.ulco', 'requester.ulco', 'spoc.ulco', 'spoc2.ulco'].map((who) => `${who}: ticket.opened`),
    );
    expect(to('requester.ulco', acknowledged).subject).toMatch(/^\[ULCO-2026-00001\] Demande enregistrée/);
    expect(to('agent.ulco', acknowledged).subject).toMatch(/Nouvel incident/);
    expect(to('spoc2.ulco', acknowledged).text).toContain('waits for a first response');

    await desks.moves.take(await as('agent.ulco'));
    await desks.messages.post(await as('agent.ulco'), 'Bonjour, nous regardons.', 'requester');
    await desks.messages.post(await as('spoc.ulco'), 'Une note du niveau 1', 'internal');
    await desks.escalating.escalate(await as('spoc.ulco'), {
      function: 'support',
      summary: 'Page blanche sur le cours',
    });
    const escalated = await mails();
    expect(readers(escalated)).toEqual([
      'requester.ulco: message.posted',
      'agent.ulco: message.posted',
      'engineer.fun: ticket.escalated',
    ]);
    const call = to('engineer.fun', escalated);
    expect(call.text).toContain('Page blanche sur le cours');
    expect(call.text).toContain('https://guichet.example/tickets/ULCO-2026-00001');
    expect(call.text).toContain((await cast.actor('spoc.ulco')).name);
    // 9:00 in Paris and 240 working minutes
    expect(call.text).toMatch(/13\sh\s00/);
    const requesterName = (await cast.actor('requester.ulco')).name;
    for (const secret of [requesterName, 'nous regardons', 'reste blanche.', 'niveau 1', 'requester.ulco']) {
      expect(call.text + call.html).not.toContain(secret);
    }

    const n = 1;
    await desks.escalations.accept({ ...(await as('engineer.fun')), n });
    await desks.escalations.ask({ ...(await as('engineer.fun')), n }, 'Quel cours ?');
    const asked = await mails();
    expect(readers(asked)).toEqual(['agent.ulco', 'spoc.ulco', 'spoc2.ulco'].map((who) => `${who}: escalation.asked`));
    expect(to('spoc.ulco', asked).text).toContain((await cast.actor('engineer.fun')).name);
    await desks.escalations.answer({ ...(await as('spoc.ulco')), n }, 'Celui de chimie');
    await desks.escalations.deliver({ ...(await as('engineer.fun')), n }, 'fixed', 'Le cours s’ouvre de nouveau.');
    await desks.escalations.confirm({ ...(await as('spoc.ulco')), n }, true);
    const resolved = await mails();
    expect(readers(resolved)).toEqual([
      'engineer.fun: escalation.answered',
      'agent.ulco: escalation.delivered',
      'spoc.ulco: escalation.delivered',
      'spoc2.ulco: escalation.delivered',
      'requester.ulco: ticket.resolved',
    ]);
    expect(to('requester.ulco', resolved).text).toContain('Le cours s’ouvre de nouveau.');
  });

  it('are one for each reader however often the record is read', async () => {
    const as = await opened('requester.uphf', 'FUNCAMPUS');
    await desks.escalating.escalate(await as('spoc.uphf'), { function: 'support', summary: 'Page blanche' });
    const written = await mails();
    await admin.query('update consumer_cursor set last_number = 0');
    await tell();
    const { rows } = await admin.query<{ written: string; queued: string }>(
      `select (select count(*) from mail m join ticket t on t.id = m.ticket_id where t.reference like 'UPHF-%') as written,
              (select count(*) from mail_queue q join mail m on m.id = q.mail_id
                  join ticket t on t.id = m.ticket_id where t.reference like 'UPHF-%') as queued`,
    );
    expect(rows).toEqual([{ written: String(written.length), queued: String(written.length) }]);
    expect(written).toHaveLength(5);
  });

  it('tell of a forwarding once: the SPOCs where it went, the next holder what and why', async () => {
    const as = await opened('requester.upf', 'OAE');
    await desks.escalating.escalate(await as('spoc.upf'), { function: 'support', summary: 'Le serveur répond 502' });
    await mails();
    await desks.forwarding.forward(
      { ...(await as('engineer.ulco')), n: 1 },
      { function: 'hosting', reason: 'Côté serveur' },
    );
    const forwarded = await mails();
    expect(readers(forwarded)).toEqual([
      'spoc.upf: escalation.forwarded',
      'spoc2.upf: escalation.forwarded',
      'engineer.ulorraine: ticket.escalated',
    ]);
    expect(to('engineer.ulorraine', forwarded).text).toMatch(/Côté serveur[^]*Le serveur répond 502/);
    expect(to('spoc.upf', forwarded).text).toContain('Université de Lorraine');
  });

  it('tell the SPOCs when an agent had to escalate a P1 alone, and the institution that calls upon itself', async () => {
    const as = await opened('agent.ulco', 'OAE', {
      impact: 'high',
      urgency: 'high',
      requester: 'requester.ulco@guichet.example',
    });
    await mails();
    await desks.escalating.escalate(await as('agent.ulco'), { function: 'support', summary: 'Tout est arrêté' });
    expect(readers(await mails())).toEqual(
      ['engineer.ulco', 'spoc.ulco', 'spoc2.ulco'].map((who) => `${who}: ticket.escalated`),
    );
    clock.advance(16 * 60_000);
    await app.get(Sweep).run();
    const warned = (await mails()).filter(({ event }) => event === 'timer.warned');
    // half of the 30 minutes in which the provider accepts: its own side owes the step
    expect(readers(warned)).toContain('engineer.ulco: timer.warned');
    expect(readers(warned)).not.toContain('spoc.ulco: timer.warned');
    expect(warned.every(({ dueAt }) => dueAt.getTime() === clock.now().getTime())).toBe(true);

    // one institution on both sides, and yet a note of one side is not for the other
    await desks.escalations.accept({ ...(await as('engineer.ulco')), n: 1 });
    await desks.moves.take(await as('agent.ulco'));
    await mails();
    await desks.messages.post(await as('spoc.ulco'), 'Entre nous', 'internal');
    expect(readers(await mails())).toEqual(['agent.ulco: message.posted']);
  });

  it('tell whoever is given a ticket by somebody else, while they have it', async () => {
    const as = await opened('requester.ulco', 'OAE');
    await mails();
    const [agent, spoc] = [await cast.actor('agent.ulco'), await cast.actor('spoc.ulco')];
    const assign = async (by: string, to: Actor) => desks.moves.assign(await as(by), { assignee: to.personId });
    await desks.moves.take(await as('agent.ulco'));
    expect(readers(await mails())).toEqual([]);
    await assign('spoc.ulco', agent);
    expect(readers(await mails())).toEqual([]);
    await assign('agent.ulco', spoc);
    const given = await mails();
    expect(readers(given)).toEqual(['spoc.ulco: ticket.assigned']);
    expect(to('spoc.ulco', given).text).toContain('vous attribue la demande');
    // given on before anybody was told
    await assign('spoc2.ulco', agent);
    await assign('spoc2.ulco', spoc);
    expect(readers(await mails())).toEqual(['spoc.ulco: ticket.assigned']);
    await desks.escalating.escalate(await as('spoc.ulco'), { function: 'support', summary: 'Vide' });
    const engineer = await cast.actor('engineer.ulco');
    await mails();
    await desks.escalations.assign({ ...(await as('engineer.ulco')), n: 1 }, { assignee: engineer.personId });
    expect(readers(await mails())).toEqual([]);
  });

  it('are sent for once they are committed', async () => {
    const nudge = jest.spyOn(app.get(MailRounds), 'nudge');
    await opened('requester.ubo', 'FUNCAMPUS');
    await mails();
    expect(nudge).toHaveBeenCalledTimes(1);
    nudge.mockRestore();
  });

  it('about time wait for the opening of the hours of those who read them', async () => {
    const as = await opened('requester.unc', 'FUNCAMPUS');
    await desks.moves.take(await as('agent.unc'));
    await desks.escalating.escalate(await as('spoc.unc'), { function: 'support', summary: 'Page blanche' });
    const followUpAt = new Date('2026-03-20T00:00:00Z');
    const message = 'Quel navigateur utilisez-vous ?';
    await desks.moves.wait(await as('agent.unc'), { cause: 'requester', followUpAt, message });
    const before = await mails();
    expect(to('engineer.fun', before).event).toBe('ticket.escalated');
    expect(before.find(({ event }) => event === 'ticket.waiting')).toMatchObject({ to: 'requester.unc' });

    clock.moveTo(new Date('2026-03-10T13:00:00Z'));
    await app.get(Sweep).run();
    const written = (await mails()).filter(({ subject }) => subject.includes('UNC-2026-'));
    const missed = written.filter(({ event }) => event === 'timer.missed');
    // nobody has accepted it either, and no other institution holds the function: those who answer for that hear at once
    const rest = written.filter(({ event }) => event !== 'timer.missed');
    expect(readers(rest)).toEqual(['manager.fun', 'manager.unc'].map((who) => `${who}: escalation.nobody_left`));
    expect(rest.every(({ dueAt }) => dueAt.getTime() === clock.now().getTime())).toBe(true);
    expect(readers(missed)).toEqual(['agent.unc', 'spoc.unc', 'spoc2.unc'].map((who) => `${who}: timer.missed`));
    // 8:00 on Wednesday in Nouméa, eleven hours ahead of UTC
    expect(missed.map(({ dueAt }) => dueAt.toISOString())).toEqual(Array(3).fill('2026-03-10T21:00:00.000Z'));
  });

  it('go to nobody who has left', async () => {
    await admin.query(`update person set left_at = now() where email = 'spoc2.uha@guichet.example'`);
    await opened('requester.uha', 'FUNCAMPUS');
    expect(readers(await mails())).toEqual(
      ['agent.uha', 'requester.uha', 'spoc.uha'].map((who) => `${who}: ticket.opened`),
    );
  });

  it('belong to the institution of their reader, every one', async () => {
    await admin.query('truncate mail_queue, mail cascade; update consumer_cursor set last_number = 0');
    await tell();
    const { rows } = await admin.query<{ all: string; strangers: string }>(
      `select count(*) as all,
              count(*) filter (where not exists (select 1 from membership b
                                where b.person_id = m.person_id and b.institution_id = m.institution_id)) as strangers
         from mail m`,
    );
    expect(Number(rows[0]!.all)).toBeGreaterThan(30);
    expect(rows[0]!.strangers).toBe('0');
  });
});
