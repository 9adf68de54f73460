import type { Browser } from '../support/browser.js';
import { bodiesOfTheCatalogue } from './actions.js';
import { bodiesOfFreezes } from './freezes.js';
import { someId } from './some-id.js';

export { someId };

/** One operation of the API document, with what it takes to ask it. */
export interface Operation {
  /** `POST /tickets/{reference}/take` */
  name: string;
  method: string;
  template: string;
  /** Its template with a reference, and escalation 1. */
  pathFor: (reference: string) => string;
  /** A body that nothing is wrong with; undefined where there is none. */
  body: unknown;
  headers: Record<string, string>;
}

/** A form with one file. */
export function formWith(content: string | Uint8Array, name: string, fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('file', new Blob([content]), name);
  return form;
}

/** A valid body for every operation that takes one. A route that is not here fails the tests: it has to be thought about. */
export const bodies: Record<string, unknown> = {
  'POST /auth/login': { email: 'nobody@guichet.example', password: 'not the right one' },
  'POST /auth/logout': undefined,
  'POST /auth/password': { oldPassword: 'not the right one', newPassword: 'quatre chevaux gris' },
  'POST /auth/forgotten': { email: 'nobody@guichet.example' },
  'POST /people/{id}/erase': { email: 'gone@guichet.example' },
  'POST /password/{token}': { password: 'quatre chevaux gris' },
  'POST /decide/{token}/code': {},
  'POST /decide/{token}/identify': { code: '12345678' },
  'POST /decide/{token}/decision': { proof: 'none', choice: 'approve' },
  'POST /service-hours/due': {
    schedule: { timeZone: 'Europe/Paris', weekly: { mon: [['08:00', '18:00']] } },
    start: '2026-03-10T09:00:00Z',
    targetMinutes: 60,
  },
  'POST /service-hours/elapsed': {
    schedule: { timeZone: 'Europe/Paris', weekly: { mon: [['08:00', '18:00']] } },
    from: '2026-03-10T09:00:00Z',
    to: '2026-03-10T10:00:00Z',
  },
  'POST /service-hours/{id}/versions': {
    effectiveFrom: '2030-01-01T00:00:00Z',
    timeZone: 'Europe/Paris',
    weekly: { mon: [['08:00', '18:00']] },
  },
  'POST /service-hours/{id}/preview': {
    effectiveFrom: '2030-01-01T00:00:00Z',
    timeZone: 'Europe/Paris',
    weekly: { mon: [['08:00', '18:00']] },
  },
  'POST /targets/preview': { effectiveFrom: '2030-01-01T00:00:00Z' },
  'POST /targets': { effectiveFrom: '2030-01-01T00:00:00Z' },
  'POST /agreements/{id}/versions': { effectiveFrom: '2030-01-01T00:00:00Z' },
  'POST /agreements/{id}/versions/{n}/accept': {},
  'POST /agreements/{id}/versions/{n}/reject': { reason: 'Non' },
  'POST /agreements/{id}/versions/{n}/withdraw': {},
  'POST /agreements/{id}/notice': { endsOn: '2030-06-30', reason: 'Fin' },
  'POST /tickets': { kind: 'incident', service: 'FUNCAMPUS', title: 'Un titre', description: 'Une description' },
  'POST /tickets/duplicates': { service: 'FUNCAMPUS', title: 'Un titre' },
  'POST /tickets/bulk': { references: ['ULCO-2026-99999'], move: { name: 'take' } },
  'POST /tickets/{reference}/take': {},
  'POST /tickets/{reference}/assign': { assignee: null },
  'POST /tickets/{reference}/wait': { cause: 'scheduled', followUpAt: '2030-01-01T00:00:00Z' },
  'POST /tickets/{reference}/resume': {},
  'POST /tickets/{reference}/escalate': { function: 'support', summary: 'Un résumé' },
  'POST /tickets/{reference}/resolve': { code: 'fixed', text: 'Réparé' },
  'POST /tickets/{reference}/close': {},
  'POST /tickets/{reference}/reopen': { reason: 'Encore' },
  'POST /tickets/{reference}/cancel': { reason: 'Plus besoin' },
  'POST /tickets/{reference}/qualify': { impact: 'low', urgency: 'low' },
  'POST /tickets/{reference}/link': { to: 'ULCO-2026-99999', kind: 'relates' },
  'DELETE /tickets/{reference}/links/{to}': undefined,
  'POST /tickets/{reference}/merge': { into: 'ULCO-2026-99999' },
  'POST /tickets/{reference}/split': { title: 'Un autre sujet', messages: ['description'] },
  'POST /tickets/{reference}/attach-to-major': { id: someId },
  'POST /tickets/{reference}/detach-from-major': {},
  'POST /major-incidents': { service: 'FUNCAMPUS', title: 'Tout est arrêté', text: 'Nous cherchons.' },
  'POST /major-incidents/{id}/updates': { text: 'Nous cherchons encore.' },
  'POST /major-incidents/{id}/end': { text: 'Réparé' },
  'POST /tickets/{reference}/link-problem': { problem: 'PRB-FUN-2026-99999' },
  'POST /tickets/{reference}/unlink-problem': { problem: 'PRB-FUN-2026-99999' },
  'POST /problems': { service: 'FUNCAMPUS', title: 'Une cause' },
  'PATCH /problems/{problem}': { cause: 'Une cause' },
  'POST /problems/{problem}/notes': { body: 'Une note' },
  'POST /problems/{problem}/follow': {},
  'POST /problems/{problem}/unfollow': {},
  'POST /problems/{problem}/publish': {},
  'POST /problems/{problem}/withdraw': { reason: 'Une raison' },
  'POST /problems/{problem}/fix': {},
  'POST /problems/{problem}/halt': {},
  'POST /problems/{problem}/ship': { text: { fr: 'Corrigé', en: 'Fixed' } },
  'POST /problems/{problem}/close': { reason: 'Une raison' },
  'POST /problems/{problem}/reopen': { reason: 'Une raison' },
  'PUT /tickets/{reference}/escalation-draft': { function: 'support', summary: 'Un résumé' },
  'POST /tickets/{reference}/messages': { body: 'Bonjour', audience: 'shared' },
  'POST /tickets/{reference}/messages/share': { messages: ['description'] },
  'PATCH /tickets/{reference}/messages/{messageId}': { body: 'Bonsoir' },
  'PUT /tickets/{reference}/draft': { body: 'Je me demande', audience: 'shared' },
  'DELETE /tickets/{reference}/draft': undefined,
  'POST /tickets/{reference}/attachments': formWith('du texte', 'note.txt', { audience: 'shared' }),
  'POST /tickets/{reference}/escalations/{n}/accept': {},
  'POST /tickets/{reference}/escalations/{n}/assign': { assignee: someId },
  'POST /tickets/{reference}/escalations/{n}/ask': { body: 'Une question' },
  'POST /tickets/{reference}/escalations/{n}/answer': { body: 'Une réponse' },
  'POST /tickets/{reference}/escalations/{n}/plan': { cause: 'planned', followUpAt: '2030-01-01T00:00:00Z' },
  'POST /tickets/{reference}/escalations/{n}/resume': {},
  'POST /tickets/{reference}/escalations/{n}/forward': { function: 'hosting', reason: 'Pas nous' },
  'POST /tickets/{reference}/escalations/{n}/return': { code: 'other', reason: 'Pas nous' },
  'POST /tickets/{reference}/escalations/{n}/recall': {},
  'POST /tickets/{reference}/escalations/{n}/deliver': { code: 'fixed', textForRequester: 'Réparé' },
  'POST /tickets/{reference}/escalations/{n}/confirm': {},
  'POST /tickets/{reference}/escalations/{n}/refuse': { reason: 'Non' },
  'DELETE /tickets/{reference}/escalation-draft': undefined,
  'POST /tickets/{reference}/alert-hierarchy': {
    to: 'managers',
    reason: 'Une raison',
    decisionDueAt: '2030-01-01T00:00:00Z',
  },
  'POST /tickets/{reference}/escalations/{n}/external-reference': { theirReference: 'JIRA-4711' },
  'POST /tickets/{reference}/escalations/{n}/external-answer': { body: 'Une réponse' },
  'POST /hierarchical-escalations/{id}/decide': { decision: 'noted', text: 'Vu' },
  'POST /services/{code}/ready-texts': { use: 'return', name: 'Un texte', code: 'other', fr: 'Un texte' },
  'PUT /services/{code}/ready-texts/{id}': { use: 'return', name: 'Un texte', code: 'other', fr: 'Un texte' },
  'DELETE /services/{code}/ready-texts/{id}': undefined,
  'POST /tickets/{reference}/contests': { verdict: 'met', reason: 'Une raison' },
  'POST /tickets/{reference}/contests/{n}/settle': { agreed: false, reason: 'Une raison' },
  'POST /agreements/{id}/months/{month}/publish': {},
  'POST /tickets/{reference}/escalations/{n}/dispute': { impact: 'low', urgency: 'low', reason: 'Moins grave' },
  'POST /request-models': { service: 'FUNCAMPUS', name: { fr: 'Un', en: 'One' }, fields: [], tasks: [] },
  'POST /request-models/{id}/versions': { name: { fr: 'Un', en: 'One' }, fields: [], tasks: [] },
  'POST /request-models/{id}/publish': {},
  'POST /request-models/{id}/retire': {},
  'POST /tickets/{reference}/approval': { decision: 'approve' },
  'POST /tickets/{reference}/approval/reassign': { approver: someId },
  'POST /tickets/{reference}/tasks': { title: 'Une tâche' },
  'PATCH /tickets/{reference}/tasks/{id}': { done: true },
  'POST /tickets/{reference}/time-spent': { minutes: 5 },
  'DELETE /tickets/{reference}/time-spent/{id}': undefined,
  'POST /recurring-tickets': {
    kind: 'request',
    service: 'FUNCAMPUS',
    title: 'Un titre',
    description: 'Une description',
    recurrence: 'FREQ=MONTHLY;BYDAY=1MO',
    startsOn: '2030-01-01',
    atTime: '08:00',
  },
  'PATCH /recurring-tickets/{id}': { title: 'Un autre titre' },
  'POST /recurring-tickets/{id}/pause': {},
  'POST /recurring-tickets/{id}/resume': {},
  'DELETE /recurring-tickets/{id}': undefined,
  'POST /recurring-tickets/{id}/occurrences/{date}/skip': { reason: 'Férié' },
  'POST /ticket-templates': { name: 'Un modèle', content: {} },
  'PUT /ticket-templates/{id}': { name: 'Un modèle', content: {} },
  'DELETE /ticket-templates/{id}': undefined,
  'POST /canned-answers': { name: 'Une réponse', body: 'Bonjour' },
  'PUT /canned-answers/{id}': { name: 'Une réponse', body: 'Bonjour' },
  'DELETE /canned-answers/{id}': undefined,
  'POST /tickets/{reference}/seen': {},
  'PUT /tickets/{reference}/watch': {},
  'DELETE /tickets/{reference}/watch': undefined,
  'PUT /me/presence': { state: 'present' },
  'POST /me/absences': { from: '2030-01-01T00:00:00Z', until: '2030-01-02T00:00:00Z' },
  'DELETE /me/absences/{id}': undefined,
  'POST /me/hand-over': { to: someId },
  'POST /teams': { side: 'user', name: 'Une équipe', mode: 'manual', members: [] },
  'PUT /teams/{id}': { name: 'Une équipe', mode: 'manual', members: [] },
  'POST /views': { name: 'Une vue', filter: { state: 'new' } },
  'PUT /views/{id}': { name: 'Une vue', filter: { state: 'new' } },
  'DELETE /views/{id}': undefined,
  ...bodiesOfFreezes,
  'POST /changes/{change}/conflicts/overrides': { conflict: '0'.repeat(24), reason: 'Une raison' },
  'POST /changes/{change}/acknowledgements': { with: 'CHG-FUN-2026-99999', reason: 'Une raison' },
  'POST /calendar/feeds': {},
  'DELETE /calendar/feeds/{id}': undefined,
  'POST /tokens': { name: 'Un jeton', scopes: ['mail:inbound'], expiresAt: '2026-12-31T00:00:00Z' },
  'DELETE /tokens/{id}': undefined,
  // bytes, by a token of its own: asked like this it is 403 for every session
  'POST /mail/inbound': {},
  'DELETE /mail/suppressions/{id}': undefined,
  'POST /mail/quarantine/{id}/release': {},
  'POST /mail/quarantine/{id}/discard': { reason: 'Une raison' },
  'POST /agreements/{id}/preview': { effectiveFrom: '2030-01-01T00:00:00Z' },
  'POST /agreements/{id}/simulate': { from: '2026-01', to: '2026-02' },
  'POST /agreements/{id}/simulations/{simulationId}/cancel': {},
  'POST /changes/{change}/open-round': {},
  'POST /changes/{change}/votes': { decision: 'approve' },
  'POST /changes/{change}/ratify': { decision: 'approve' },
  'PUT /services/{code}/change-board': {
    seats: [1, 2, 3, 4, 5].map((n) => ({ n, kind: 'representative', institution: 'FUN', hasVeto: false })),
    rule: { kind: 'majority' },
  },
  'PUT /services/{code}/change-board/holders': { member: null },
  'PUT /services/{code}/change-board/seats/{n}/holders': { member: null },
  'POST /services/{code}/risk-questionnaire': {
    questions: [
      {
        id: 'tried',
        text: { fr: 'Essayé ?', en: 'Tried?' },
        choices: [
          { id: 'yes', label: { fr: 'Oui', en: 'Yes' }, points: 0 },
          { id: 'no', label: { fr: 'Non', en: 'No' }, points: 5 },
        ],
      },
    ],
    mediumFrom: 2,
    highFrom: 5,
  },
  'POST /services/{code}/dependencies': { component: 'web', needs: { service: 'OAE', component: 'search' } },
  'DELETE /services/{code}/dependencies/{id}': undefined,
  ...bodiesOfTheCatalogue,
  'POST /changes': { kind: 'normal', services: ['FUNCAMPUS'], title: 'Un titre', why: 'Une raison' },
  'PATCH /changes/{change}': { title: 'Un autre titre' },
  'POST /changes/{change}/submit': {},
  'POST /changes/{change}/decide': { decision: 'approve' },
  'POST /changes/{change}/object': { reason: 'Une raison' },
  'POST /changes/{change}/withdraw-objection': {},
  'POST /changes/{change}/acknowledge': {},
  'POST /changes/{change}/schedule': {},
  'POST /changes/{change}/start': {},
  'POST /changes/{change}/implement': { outcome: 'successful', interruptedMinutes: 0 },
  'POST /changes/{change}/back-out': { reason: 'Une raison', interruptedMinutes: 0 },
  'POST /changes/{change}/review': {},
  'POST /changes/{change}/close': { text: 'Un texte' },
  'POST /changes/{change}/withdraw': { reason: 'Une raison' },
  'POST /changes/{change}/rework': {},
  'POST /changes/{change}/hold': { reason: 'Une raison' },
  'POST /changes/{change}/unhold': {},
  'POST /changes/{change}/messages': { body: 'Bonjour', audience: 'shared' },
  'PUT /changes/{change}/tasks': { items: [] },
  'POST /changes/{change}/tasks/{n}/end': { state: 'done' },
  'POST /changes/{change}/links': { kind: 'ticket', reference: 'ULCO-2026-99999', relation: 'relates' },
  'DELETE /changes/{change}/links/{target}': undefined,
  'POST /changes/{change}/affected': { institution: 'UPHF', isAffected: true, reason: 'Une raison' },
  'POST /releases': {
    service: 'FUNCAMPUS',
    version: '4.2.1',
    kind: 'minor',
    notes: { fr: 'Des notes', en: 'Notes' },
    changes: [],
  },
  'PATCH /releases/{release}': { version: '4.2.2' },
  'POST /releases/{release}/publish': {},
  'POST /change-models': {
    service: 'FUNCAMPUS',
    title: { fr: 'Un modèle', en: 'A model' },
    description: 'Une description',
    steps: ['Faire'],
    tests: 'Regarder',
    backout: 'Défaire',
    backOutMinutes: 10,
    interruptionMinutes: 0,
    needsMaintenanceWindow: false,
  },
  'PATCH /change-models/{id}': { tests: 'Regarder encore' },
  'POST /change-models/{id}/approve': {},
  'POST /change-models/{id}/suspend': { reason: 'Une raison' },
  'POST /change-models/{id}/withdraw': { reason: 'Une raison' },
};

/** Needs no sign-in; nothing else may. */
export const open = [
  'POST /auth/login',
  'POST /auth/forgotten',
  'GET /demo/mail',
  'GET /health/live',
  'GET /health/ready',
  // a page for people, which asks by itself who is there: see test/journeys/deciding-by-mail.spec.ts
  // by a secret address: see test/journeys/freezes.spec.ts
  'GET /calendar/{secret}.ics',
  'GET /decide/{token}',
  'POST /decide/{token}/code',
  'POST /decide/{token}/identify',
  'POST /decide/{token}/decision',
  // by a link that was mailed: see test/journeys/leaver.spec.ts
  'GET /password/{token}',
  'POST /password/{token}',
];

/** Every operation of the API document that this program serves. */
export async function operationsOf(url: string): Promise<Operation[]> {
  const { paths } = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, object>>;
  };
  const methods = ['get', 'put', 'post', 'patch', 'delete'];
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => methods.includes(key))
      .map((method) => operationOf(method.toUpperCase(), path)),
  );
}

function operationOf(method: string, path: string): Operation {
  const template = path.replace('/api/v1', '');
  const name = `${method} ${template}`;
  if (method !== 'GET' && !(name in bodies)) throw new Error(`${name} is new: say in ${import.meta.url} what it takes`);
  return {
    name,
    method,
    template,
    pathFor: (reference) =>
      template
        .replace('{reference}', reference)
        .replace('{to}', 'ULCO-2026-99999')
        .replace('{problem}', 'PRB-FUN-2026-99999')
        .replace('{action}', 'ACT-FUN-2026-99999')
        .replace('{change}', 'CHG-FUN-2026-99999')
        .replace('{release}', 'REL-FUN-2026-99999')
        .replace('{improvement}', 'IMP-FUN-2026-99999')
        .replace('{target}', 'ULCO-2026-99999')
        .replace('{n}', '1')
        .replace('{code}', 'FUNCAMPUS')
        .replace('{id}', someId)
        .replace('{messageId}', someId)
        .replace('{attachmentId}', someId)
        .replace('{evidenceId}', someId)
        .replace('{month}', '2026-01')
        .replace('{date}', '2030-01-07')
        .replace('{simulationId}', someId),
    body: bodies[name],
    headers:
      ['PUT', 'PATCH'].includes(method) || (method === 'DELETE' && !template.includes('{reference}'))
        ? { 'if-match': '"1"' }
        : {},
  };
}

/** What an answer tells, without what differs from one request to the next. */
export function told({ status, body, headers }: { status: number; body: unknown; headers: Headers }): object {
  const rest = { ...(body as object), instance: '', requestId: '' };
  const names = [...headers.keys()].filter((name) => !['date', 'x-request-id', 'content-length'].includes(name));
  return { status, rest, headers: names.map((name) => `${name}: ${headers.get(name) ?? ''}`) };
}

/** Opens a ticket on FUN Campus; its reference. */
export async function openTicket(who: Browser, more: object = {}): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Un titre',
    description: 'Une description',
    ...more,
  });
  if (status !== 201) throw new Error(`no ticket was opened: ${JSON.stringify(body)}`);
  return body.reference as string;
}
