import type { World } from './wall.spec-support.js';

/**
 * Who has to do with each row of the database, worked out from the rows alone: no policy and no function of the wall is
 * asked. An institution is a party to a row that names it, to a row that belongs to one it is a party to, and to one about
 * whose ticket, change or major incident a list of parties names it. What names nobody, not even by way of another row, is
 * nobody's.
 *
 * It is wider than the wall on purpose: who of a party's people sees what is the matter of the `who-` tests. That nobody
 * else sees or touches anything is the matter of this.
 */
export interface Row {
  table: string;
  ctid: string;
  /** Ids of institutions. */
  parties: Set<string>;
}

interface Found extends Row {
  named: string[];
  line: Record<string, unknown>;
}

/** What everybody who is signed in knows. */
export const common = [
  'component',
  'component_dependency',
  'institution',
  'person',
  'responsibility',
  'service',
  'site',
];

/** Rows by which an institution becomes a party to another row: the table, and the column that names that row. */
const lists: Record<string, string> = {
  ticket_party: 'ticket_id',
  change_party: 'change_id',
  major_audience: 'major_id',
  major_child: 'major_id',
  event_stream: 'stream_id',
};

/** What is told to all who use or run a service, and when; what does not name the service belongs to something that does. */
const told: [string, (line: Record<string, unknown>) => boolean][] = [
  ['action', (line) => line['published_at'] !== null && line['sharing'] !== 'internal'],
  ['action_service', (line) => line['is_published'] === true && line['sharing'] !== 'internal'],
  ['action_version', (line) => line['state'] === 'published'],
  ['change_model', (line) => line['approved_at'] !== null],
  ['change_model_version', (line) => line['approved_at'] !== null],
  ['problem', (line) => line['published_at'] !== null],
  ['problem_publication', (line) => line['withdrawn_at'] === null],
  ['release', (line) => line['state'] === 'published'],
  ['release_notes', () => true],
  ['risk_questionnaire', () => true],
  ['change_freeze', (line) => line['scope'] === 'service'],
  ['freeze_period', (line) => line['scope'] === 'service'],
];

/** What all who run a service have in common: its agreements, and the inside of its models. */
const ofRunners = [
  'agreement',
  'agreement_version',
  'change_model',
  'change_model_failure',
  'change_model_plan',
  'change_model_reason',
  'change_model_version',
];

interface Tie {
  service: string;
  institution: string;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export async function partiesOfEveryRow(world: World, tables: string[]): Promise<Row[]> {
  const { admin } = world;
  const of = async <T extends object>(text: string) => (await admin.query<T>(text)).rows;
  const institutions = new Set((await of<{ id: string }>('select id from institution')).map(({ id }) => id));
  const rows: Found[] = [];
  for (const table of tables) {
    const lines = await of<{ ctid: string; line: Record<string, unknown> }>(
      `select ctid::text as ctid, to_jsonb(t) as line from public.${table} t`,
    );
    for (const { ctid, line } of lines) {
      const named = [...new Set(JSON.stringify(line).match(uuid) ?? [])];
      const everybody = common.includes(table) || (/freeze/.test(table) && line['scope'] === 'consortium');
      const parties = new Set(everybody ? institutions : named.filter((id) => institutions.has(id)));
      rows.push({ table, ctid, named, line, parties });
    }
  }
  const byId = found(rows);
  spread(rows, byId);
  const runs = `select id as service, lead_provider_id as institution from service
    union select service_id, institution_id from responsibility where institution_id is not null`;
  const uses =
    'select service_id, institution_id from agreement union select service_id, lead_provider_id from agreement';
  const runners = await of<Tie>(runs);
  const everyone = await of<Tie>(`${runs} union ${uses}`);
  const tell = (row: Found, ties: Tie[]) => {
    const names = [row.named, ...row.named.flatMap((id) => byId.get(id) ?? []).map(({ named }) => named)].flat();
    for (const { service, institution } of ties) if (names.includes(service)) row.parties.add(institution);
  };
  for (const row of rows) {
    if (ofRunners.includes(row.table)) tell(row, runners);
    if (told.some(([table, isTold]) => table === row.table && isTold(row.line))) tell(row, everyone);
  }
  // a freeze of an institution, to those who provide it with something; a figure, to those whose part it shows
  const ties = await of<{ of: string; also: string; kind: string }>(`
    select institution_id as of, lead_provider_id as also, 'freeze' as kind from agreement
    union select a.institution_id, r.institution_id, 'freeze' from agreement a join responsibility r using (service_id)
    union select ticket_id, holder_id, 'handled_unit' from handled_part`);
  for (const { of: about, also, kind } of ties)
    for (const row of rows) if (row.table.includes(kind) && row.named.includes(about)) row.parties.add(also);
  return rows;
}

/** Rows by their own id; a list of parties, by the id of what it is about. */
function found(rows: Found[]): Map<string, Found[]> {
  const byId = new Map<string, Found[]>();
  for (const row of rows) {
    const id = row.line[lists[row.table] ?? 'id'];
    if (typeof id === 'string' && !common.includes(row.table)) byId.set(id, [...(byId.get(id) ?? []), row]);
  }
  return byId;
}

/** Until nothing new is learned: rows belong to rows that belong to rows. */
function spread(rows: Found[], byId: Map<string, Found[]>): void {
  for (let learned = true; learned;) {
    learned = false;
    for (const row of rows)
      for (const party of row.named.flatMap((id) => byId.get(id) ?? []).flatMap(({ parties }) => [...parties]))
        if (!row.parties.has(party)) {
          row.parties.add(party);
          learned = true;
        }
  }
}
