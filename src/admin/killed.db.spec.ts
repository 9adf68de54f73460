import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { cloneDatabase, type TestServer } from '../database/index.js';
import { installConsortium } from '../demo/install-consortium.js';
import { checkRecord, SignedHeads } from '../record/index.js';
import { checkTimers } from './check-timers.js';
import { agreementsIn, generator, type Agreement } from './random-people.spec-support.js';
import { twiceIn, type RecordedLine } from './twice.spec-support.js';
import { tries } from '../kernel/effort.spec-support.js';

const SEED = Number(process.env['GUICHET_SEED'] ?? 20260311);
/** Each process works on four tickets at a time when it is killed: 24 histories are cut in the middle. */
const KILLS = Number(process.env['GUICHET_KILLS'] ?? tries(6, 2));
const PROCESSES = 3;
/** How many moves a process may have under way when it is killed. */
const AT_ONCE = 4;
const program = fileURLToPath(new URL('../../test/support/random-people-process.mjs', import.meta.url));
const draw = generator(SEED);

interface Acknowledged {
  did: string;
  reference?: string;
  actorId?: string;
  agreementId?: string;
  number?: number;
}

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let admin: pg.Client;
let agreements: Agreement[];
const begunAt = Date.now();
const acknowledged: Acknowledged[] = [];
const children = new Set<ChildProcess>();

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;
  database = await cloneDatabase(server, `killed_${randomBytes(6).toString('hex')}`);
  await installConsortium(database.owner, { passwordHash: 'none', now: new Date('2026-03-10T09:00:00Z') });
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  agreements = await agreementsIn(database.admin);
});
afterAll(async () => {
  const gone = [...children].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(gone);
  await admin.end();
  await database.drop();
});

/** One process; `heard` gets each line it prints. Resolves when it is gone, with what it said on the way of errors. */
function run(seed: number, heard: (line: string, child: ChildProcess) => void, finish = false): Promise<string> {
  const settings = { urls: database, seed, begunAt, agreements, finish };
  // not as an argument: those of a process can be read by everybody
  const env = { ...process.env, GUICHET_RANDOM_PEOPLE: JSON.stringify(settings) };
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'], env });
  children.add(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  createInterface(child.stdout).on('line', (line) => {
    heard(line, child);
  });
  return new Promise((resolve) => {
    child.once('close', () => {
      children.delete(child);
      resolve(errors);
    });
  });
}

/** Kills the process as soon as it has acknowledged so much: whatever else it does then is cut in the middle. */
function runUntilKilled(seed: number): Promise<string> {
  let left = 5 + draw.below(40);
  return run(seed, (line, child) => {
    acknowledged.push(JSON.parse(line) as Acknowledged);
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
  });
}

const record = async () =>
  (
    await admin.query<RecordedLine & { reference: string; actorId: string }>(
      `select t.reference, e.stream_id as "streamId", e.type, e.data, e.actor_id as "actorId"
         from event e
         join ticket t on t.id = e.stream_id
        order by e.stream_id, e.number`,
    )
  ).rows;

it(`${String(KILLS)} kills lose nothing that was acknowledged and do nothing twice (GUICHET_SEED=${String(SEED)})`, async () => {
  let started = 0;
  const place = async () => {
    while (started < KILLS) {
      started += 1;
      const errors = await runUntilKilled(SEED + started);
      expect(errors).toBe('');
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, place));
  let now = new Date(NaN);
  const finished = (line: string) => {
    now = new Date((JSON.parse(line) as { now: number }).now);
  };
  expect(await run(0, finished, true)).toBe('');

  // what was recorded beyond what was acknowledged was under way when a process died
  const events = await record();
  const moves = acknowledged.filter(({ reference }) => reference !== undefined);
  const missing = moves.filter(({ did, reference, actorId }) => {
    const index = events.findIndex(
      (event) => event.reference === reference && event.actorId === actorId && typesOf(did).includes(event.type),
    );
    // each event speaks for one move
    if (index >= 0) events.splice(index, 1);
    return index < 0;
  });
  expect(missing).toEqual([]);
  const unsaid = events.filter(({ type, actorId }) => !type.startsWith('timer.') && actorId !== SYSTEM);
  const beside = unsaid.filter(({ type }) => !['ticket.resolved', 'ticket.assigned'].includes(type));
  expect(moves.length).toBeGreaterThan(KILLS * 5);
  expect(beside.length).toBeLessThanOrEqual(KILLS * AT_ONCE);
  const { rows: versions } = await admin.query<{ id: string; number: number }>(
    'select agreement_id as id, number from agreement_version',
  );
  const proposed = acknowledged.filter(({ agreementId }) => agreementId !== undefined);
  const known = versions.map(({ id, number }) => `${id} ${String(number)}`);
  expect(known).toEqual(expect.arrayContaining(proposed.map((one) => `${one.agreementId!} ${String(one.number)}`)));

  expect(twiceIn(await record())).toEqual([]);
  const { flaws } = await checkRecord(database.maintenance, new SignedHeads('no such folder', []));
  expect(flaws).toEqual([]);
  const check = await checkTimers(database.maintenance, now);
  expect(check).toMatchObject({ flaws: [], due: 0 });
}, 600_000);

const SYSTEM = '00000000-0000-0000-0000-000000000000';

/** What a move is called in the record. */
function typesOf(did: string): string[] {
  return names[did] ?? [];
}

const names: Record<string, string[]> = {
  open: ['ticket.opened'],
  take: ['ticket.taken'],
  assign: ['ticket.assigned'],
  qualify: ['ticket.qualified'],
  wait: ['ticket.waiting'],
  resume: ['ticket.resumed'],
  escalate: ['ticket.escalated'],
  resolve: ['ticket.resolved'],
  close: ['ticket.closed'],
  reopen: ['ticket.reopened'],
  cancel: ['ticket.cancelled'],
  write: ['message.posted'],
  'escalation accept': ['escalation.accepted'],
  'escalation assign': ['escalation.assigned'],
  'escalation ask': ['escalation.asked'],
  'escalation answer': ['escalation.answered'],
  'escalation plan': ['escalation.planned'],
  'escalation resume': ['escalation.resumed'],
  'escalation forward': ['escalation.forwarded'],
  'escalation return': ['escalation.returned'],
  'escalation recall': ['escalation.recalled'],
  'escalation deliver': ['escalation.delivered'],
  'escalation confirm': ['escalation.confirmed', 'escalation.return_confirmed'],
  'escalation refuse': ['escalation.delivery_refused', 'escalation.return_refused'],
  'escalation dispute': ['escalation.disputed'],
};
