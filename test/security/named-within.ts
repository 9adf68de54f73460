import { someId } from './operations.js';
import type { World } from './world.js';

// What stands in a body or a query and may be an id of somebody else's, and things of institutions that have nothing to do
// with ULCO's level 1 or FUN's engineers.

interface ApiSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  items?: ApiSchema;
  properties?: Record<string, ApiSchema>;
  allOf?: ApiSchema[];
  oneOf?: ApiSchema[];
  anyOf?: ApiSchema[];
}
interface ApiOperation {
  parameters?: { name: string; in: string; schema: ApiSchema }[];
  requestBody?: { content?: Record<string, { schema: ApiSchema }> };
}
export interface ApiDocument {
  paths: Record<string, Record<string, ApiOperation>>;
  components: { schemas: Record<string, ApiSchema> };
}
/** A text of a body (`implementers[]`, `content.service`) or of a query (`?assignee`). */
export interface Field {
  operation: string;
  field: string;
}

/** Every text that an operation takes, dates and choices apart. */
export function fieldsOf({ paths, components }: ApiDocument): Field[] {
  const found = new Map<string, Field>();
  const resolved = (schema?: ApiSchema): ApiSchema | undefined =>
    schema?.$ref ? resolved(components.schemas[schema.$ref.split('/').at(-1) ?? '']) : schema;
  const walk = (given: ApiSchema | undefined, field: string, operation: string, depth: number): void => {
    const schema = resolved(given);
    if (!schema || depth > 6) return;
    for (const one of [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
      walk(one, field, operation, depth + 1);
    if (schema.items) walk(schema.items, `${field}[]`, operation, depth);
    else if (schema.properties)
      for (const [name, one] of Object.entries(schema.properties))
        walk(one, field === '' ? name : `${field}.${name}`, operation, depth + 1);
    else if (isText(schema) && field !== '') found.set(`${operation} ${field}`, { operation, field });
  };
  for (const [path, item] of Object.entries(paths))
    for (const [method, { parameters = [], requestBody }] of Object.entries(item)) {
      const operation = `${method.toUpperCase()} ${path.replace('/api/v1', '')}`;
      for (const parameter of parameters)
        if (parameter.in !== 'path') walk(parameter.schema, `?${parameter.name}`, operation, 0);
      walk(requestBody?.content?.['application/json']?.schema, '', operation, 0);
    }
  return [...found.values()];
}
const isText = ({ type = 'string', format = '', enum: choices }: ApiSchema) =>
  [type].flat().includes('string') && !choices && !['date', 'date-time'].includes(format);

export type Kind =
  | 'person'
  | 'team'
  | 'ticket'
  | 'message'
  | 'model'
  | 'site'
  | 'problem'
  | 'action'
  | 'run'
  | 'change'
  | 'ready text'
  | 'major incident';

/** What a field names, by its name, or by the operation where that differs; the others name nothing that belongs to anybody. */
export const named: Record<string, Kind> = {
  model: 'model',
  requester: 'person',
  '?requester': 'person',
  site: 'site',
  problem: 'problem',
  '?problem': 'problem',
  'problems[]': 'problem',
  assignee: 'person',
  '?assignee': 'person',
  team: 'team',
  '?team': 'team',
  'messages[]': 'message',
  message: 'message',
  readyText: 'ready text',
  'mentions[]': 'person',
  'approver.personId': 'person',
  'POST /tickets/{reference}/approval/reassign approver': 'person',
  'members[]': 'person',
  deputy: 'person',
  'tickets[]': 'ticket',
  ticket: 'ticket',
  into: 'ticket',
  'POST /tickets/{reference}/link to': 'ticket',
  'POST /me/hand-over to': 'person',
  'POST /runs/{id}/hand-over to': 'person',
  owner: 'person',
  '?owner': 'person',
  action: 'action',
  '?action': 'action',
  run: 'run',
  'implementers[]': 'person',
  'POST /changes/{change}/links reference': 'ticket',
  with: 'change',
  'changes[]': 'change',
  change: 'change',
  '?change': 'change',
  'references[]': 'ticket',
  majorIncident: 'major incident',
  'POST /tickets/{reference}/attach-to-major id': 'major incident',
  member: 'person',
  'deputies[].person': 'person',
  'GET /audit ?person': 'person',
  'GET /audit/export ?person': 'person',
  'GET /audit ?ref': 'ticket',
  'GET /audit/export ?ref': 'ticket',
};
/** Names that stand for nothing of anybody: the text itself, a code that everybody knows, an instant, a key of its own. */
const plain = new Set(
  `
  name title text body reason note notes summary description cause criterion why plan tests backoutPlan backout fr en key unit
  email password timeZone holidayRegion holidays[] workedDays[] mon[][] tue[][] wed[][] thu[][] fri[][] sat[][] sun[][] date
  from to until start effectiveFrom endsOn expiresAt followUpAt calledAt receivedAt decisionDueAt dueAt dueOn on startsOn
  atTime reviewOn openedFrom openedTo updatedFrom followUpBefore month service services[] institution holder nextActor
  component components[] code tenant recurrence rule time q state class sort cursor limit If-Match Idempotency-Key Last-Event-ID
  Range mailbox version categories[] words[] prerequisites[] choices[] steps[] expect undo id do when url verification seen
  file[] n tasks[] emergencyReason theirReference textForRequester conflict choice intendedFor publicTitle workaround
  hours content window needs bulk defaultTitle approver oldPassword newPassword
  `.split(/\s+/),
);
/** Whether the last part of a field's name says so. */
export const isPlain = (field: string): boolean => plain.has(field.replace(/^.*[.?]/, ''));

/** One of each kind that the askers do not see. */
export async function foreignThings({ admin, as }: World): Promise<Record<Kind, string>> {
  const [uphf, lorraine] = [await as('spoc.uphf'), await as('engineer.ulorraine')];
  const idOf = async (query: string): Promise<string> => {
    const { rows } = await admin.query<{ id: string }>(query);
    return rows[0]?.id ?? '';
  };
  const of = async (asked: Promise<{ status: number; body: any }>, field: string): Promise<string> => {
    const { status, body } = await asked;
    if (status > 202) throw new Error(JSON.stringify(body));
    return body[field] as string;
  };
  const opened = { kind: 'incident', service: 'OAE', title: 'Un titre', description: 'Une description' };
  const ticket = await of(uphf.post('/tickets', opened), 'reference');
  const said = { body: 'Bonjour', audience: 'requester' };
  const theirs = { ...opened, service: 'FUNCAMPUS' };
  const declared = {
    ticket: await of(uphf.post('/tickets', theirs), 'reference'),
    service: 'FUNCAMPUS',
    title: 'Tout est arrêté',
    text: 'Nous cherchons.',
  };
  const major = await of(uphf.post('/major-incidents', declared), 'id');
  // announced to nobody: everybody uses the service
  await admin.query('delete from major_audience where major_id = $1', [major]);
  const manager = await as('manager.uphf');
  const action = {
    kind: 'recovery',
    title: { fr: 'Une action' },
    summary: 'Un résumé',
    services: ['OAE'],
    risk: 'low',
    runBy: ['engineer'],
    minutes: 5,
    steps: [{ id: 'faire', title: 'Faire', do: 'Faire.' }],
    verification: 'Regarder.',
    sharing: 'internal',
  };
  const draft = await of(lorraine.post('/actions', action), 'reference');
  const text = { use: 'return', name: 'Un texte', code: 'other', fr: 'Un texte' };
  const change = { kind: 'normal', services: ['OAE'], title: 'Un titre', why: 'Une raison' };
  return {
    person: await idOf("select id from person where email = 'engineer.uphf@guichet.example'"),
    team: await of(manager.post('/teams', { side: 'user', name: 'À eux', mode: 'manual', members: [] }), 'id'),
    ticket,
    message: await of(uphf.post(`/tickets/${ticket}/messages`, said), 'id'),
    model: await of(
      uphf.post('/request-models', { service: 'OAE', name: { fr: 'Un', en: 'One' }, fields: [], tasks: [] }),
      'id',
    ),
    site: await idOf(
      "select s.id from site s join institution i on i.id = s.institution_id where i.code = 'UPHF' limit 1",
    ),
    problem: await of(lorraine.post('/problems', { service: 'OAE', title: 'Une cause' }), 'reference'),
    action: draft,
    run: await of(lorraine.post('/runs', { action: draft }), 'id'),
    change: await of(lorraine.post('/changes', change), 'reference'),
    'major incident': major,
    'ready text': await of(lorraine.post('/services/OAE/ready-texts', text), 'id'),
  };
}

/** Like those, and nobody's. */
export const absentThings: Record<Kind, string> = {
  person: someId,
  team: someId,
  ticket: 'UPHF-2026-99999',
  message: someId,
  model: someId,
  site: someId,
  problem: 'PRB-ULORRAINE-2026-99999',
  action: 'ACT-ULORRAINE-2026-99999',
  run: someId,
  change: 'CHG-ULORRAINE-2026-99999',
  'ready text': someId,
  'major incident': someId,
};
