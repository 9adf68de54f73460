import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { compiled } from '../support/compiled.js';
import { answerTo } from '../support/letters.js';
import { MailDesk } from '../support/mail-desk.js';
import { until } from '../support/until.js';

const desk = MailDesk.ofThisFile();
const { arrives, asked, thread } = desk;

/** Holds rows, so that a process stops where it needs them. */
let holder: pg.Client;
/** Killed again at the end if a test fails. */
let started: (() => Promise<void>)[] = [];
beforeEach(async () => {
  holder = new pg.Client({ connectionString: desk.guichet.urls.admin });
  await holder.connect();
});
afterEach(async () => {
  await holder.end();
  for (const kill of started) await kill();
  started = [];
});

/** A process that was given a mail, and its answer. */
async function given(raw: string) {
  const { url, kill } = await desk.guichet.process();
  started.push(kill);
  const headers = { 'content-type': 'message/rfc822', authorization: `Bearer ${desk.token}` };
  const answer = fetch(`${url}/api/v1/mail/inbound`, { method: 'POST', headers, body: raw }).then(
    ({ status }) => status,
    () => 'no answer',
  );
  return { kill, answer };
}

const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
const waits = (count: number) => until(async () => (await desk.admin.query(waiting)).rowCount === count);
/** The job that takes up what nobody has ended. */
async function readMail(): Promise<void> {
  const { JobHandlers } = await compiled<typeof import('../../src/jobs/job-handlers.js')>('jobs/job-handlers.js');
  await desk.guichet.app.get(JobHandlers).handle('read-mail', {});
}
const rows = async (text: string) => (await desk.admin.query(text)).rows;
const ticketOf = 'select from ticket where reference = $1 for update';
const kept = () => rows('select state, outcome from mail_in');
const effects = () => rows('select outcome from mail_in_effect');

it('whoever is killed between receipt and effect, or effect and answer, loses no mail, and none acts twice', async () => {
  const { ticket, mail } = await asked('Tué au milieu');
  const reference = ticket.replace('/tickets/', '');
  const raw = answerTo(mail, { text: 'Avant la fin.' });
  const heard = async () => (await thread(desk.spoc, ticket)).filter(({ body }) => body === 'Avant la fin.').length;

  // it is kept, and waits for the ticket on which it is to be written
  await holder.query('begin');
  await holder.query(ticketOf, [reference]);
  const first = await given(raw);
  await waits(1);
  await first.kill();
  expect(await first.answer).toBe('no answer');
  await holder.query('rollback');
  await waits(0);
  expect([await kept(), await effects(), await heard()]).toEqual([[{ state: 'received', outcome: null }], [], 0]);

  // the gateway sends it again: it is written on the ticket, and nobody has said that it was
  const ticketHolder = new pg.Client({ connectionString: desk.guichet.urls.admin });
  await ticketHolder.connect();
  await ticketHolder.query('begin');
  await ticketHolder.query(ticketOf, [reference]);
  const second = await given(raw);
  await waits(1);
  await holder.query('begin');
  await holder.query('select from mail_in for no key update');
  await ticketHolder.end();
  await until(async () => (await effects()).length === 1);
  await waits(1);
  await second.kill();
  expect(await second.answer).toBe('no answer');
  await holder.query('rollback');
  await waits(0);
  expect([await kept(), await heard()]).toEqual([[{ state: 'received', outcome: null }], 1]);

  // a minute later somebody else takes it up, this round or one that the program makes by itself at this instant
  await desk.moveOn(61_000);
  await readMail();
  expect(await rows('select attempts from mail_in')).toEqual([{ attempts: 3 }]);
  // once more the same bytes: behind what is being taken in
  expect((await arrives(raw)).body).toMatchObject({ outcome: 'appended', reason: 'answer', ticket: reference });
  expect(await kept()).toEqual([{ state: 'done', outcome: 'appended' }]);
  expect([await heard(), (await effects()).length]).toEqual([1, 1]);
});
