import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { openOffice, type Office } from './office.spec-support.js';

let office: Office;
beforeAll(async () => (office = await openOffice()));
afterAll(() => office.close());

it('refuses whoever waited for a ticket in which their part ended meanwhile', async () => {
  const { admin, cast, desks } = office;
  const [spoc, engineer] = [await cast.actor('spoc.ulco'), await cast.actor('engineer.fun')];
  const { ticket } = await desks.opening.open(spoc, {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Une panne',
    description: 'Rien ne marche.',
    requester: 'requester.ulco@guichet.example',
    channel: 'phone',
  });
  const { reference } = ticket;
  await desks.escalating.escalate({ actor: spoc, reference }, { function: 'support', summary: 'Arrêt.' });

  const holder = await office.connect();
  await holder.query('begin');
  await holder.query('select from ticket where id = $1 for update', [ticket.id]);
  const posted = desks.messages
    .post({ actor: engineer, reference }, 'Chez nous', 'internal')
    .catch((error: unknown) => error);
  const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  while ((await admin.query(waiting)).rowCount === 0) await wait(10);
  await holder.query(`update ticket_party set until = $2 where ticket_id = $1 and side = 'provider'`, [
    ticket.id,
    office.clock.now(),
  ]);
  await holder.query('update ticket set version = version + 1 where id = $1', [ticket.id]);
  await holder.query('commit');
  await holder.end();

  expect(await posted).toMatchObject({ refusal: { code: 'part_ended' } });
});
