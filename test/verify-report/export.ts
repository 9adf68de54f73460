/**
 * Small exports, written as a person would: instants "2026-10-05 07:00" in UTC. In 2026 the wall clock of Paris is two
 * hours ahead until 25 October, one hour after; 5 October is a Monday.
 */
export const load = async (file: string): Promise<any> =>
  import(new URL(`../../scripts/verify-report/${file}`, import.meta.url).href);

export const iso = (at: string): string => new Date(`${at.replace(' ', 'T')}Z`).toISOString();

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const weekly = (window: [string, string], open = days.slice(0, 5)): object =>
  Object.fromEntries(days.map((day) => [day, open.includes(day) ? [window] : []]));

export const office = {
  timeZone: 'Europe/Paris',
  weekly: weekly(['08:00', '18:00']),
  holidays: [{ date: '2026-11-11', name: 'Armistice 1918' }],
  closures: [['2026-12-24', '2027-01-01']],
};
export const until22 = { ...office, weekly: weekly(['08:00', '22:00']) };
export const always = {
  timeZone: 'Europe/Paris',
  weekly: weekly(['00:00', '24:00'], days),
  holidays: [],
  closures: [],
};

/** P1 4 hours, P2 8, P3 20; P4 promises nothing. */
export const targets = {
  incident: {
    P1: { response: 60, resolution: 240 },
    P2: { response: 120, resolution: 480 },
    P3: { response: 240, resolution: 1200 },
    P4: { response: null, resolution: null },
  },
  request: {},
};

export function version(change: object = {}): any {
  return {
    number: 1,
    effectiveFrom: iso('2026-01-01 00:00'),
    recordedAt: iso('2025-12-01 00:00'),
    binding: true,
    alsoPauses: [],
    targets,
    hours: office,
    ...change,
  };
}

export function agreement(...versions: any[]): any {
  return {
    id: 'a1',
    institution: { code: 'ULCO', name: 'Littoral' },
    service: { code: 'OAE', name: 'Exams' },
    leadProvider: { code: 'ULILLE', name: 'Lille', timeZone: 'Europe/Paris' },
    versions: versions.length > 0 ? versions : [version()],
  };
}

export const escalated = (at: string, priority: string): any[] => [
  { type: 'opened', at: iso(at), priority },
  { type: 'ticket', at: iso(at), state: 'in_progress' },
  { type: 'escalation', at: iso(at), n: 1, state: 'offered' },
];
export const escalation = (at: string, state: string, more: object = {}): any => ({
  type: 'escalation',
  at: iso(at),
  n: 1,
  state,
  ...more,
});
export const ticket = (at: string, state: string, cause?: string): any => ({
  type: 'ticket',
  at: iso(at),
  state,
  ...(cause ? { cause } : {}),
});
export const prioritised = (at: string, priority: string, rule: string): any => ({
  type: 'prioritised',
  at: iso(at),
  priority,
  rule,
});

export function unit(facts: any[], change: object = {}): any {
  return {
    reference: 'ULCO-2026-00001',
    agreementId: 'a1',
    kind: 'incident',
    facts,
    holders: { '1': 'ULILLE', '2': 'UTECH' },
    settlements: [],
    ...change,
  };
}

export function exportOf(units: any[], change: object = {}): any {
  const generatedAt = iso('2027-03-01 12:00');
  return {
    format: 'guichet/handled-in-time/1',
    generatedAt,
    asked: { from: '2026-10', to: '2026-10', service: null, institution: null },
    agreements: [agreement()],
    units,
    months: [],
    figures: { from: '2026-10', to: '2026-10', at: generatedAt, services: [] },
    ...change,
  };
}

/** What the verifier finds for one unit: its verdict, cause, instant, month, whether it binds. */
export async function judged(
  facts: any[],
  { under = agreement(), now = '2027-03-01 12:00', ...change }: any = {},
): Promise<any> {
  const { verify } = await load('verify.mjs');
  const data = exportOf([unit(facts, change)], { agreements: [under], generatedAt: iso(now) });
  return verify(JSON.stringify(data)).units[0];
}

/** "missed 2026-10-05T10:00:00.000Z", with the cause or the reason where there is one. */
export async function verdict(facts: any[], given: object = {}): Promise<string> {
  const { verdict: found, at, cause, reason } = await judged(facts, given);
  const written = at === null ? '' : new Date(at).toISOString().replace(':00.000Z', 'Z');
  return [found, reason, written, cause].filter(Boolean).join(' ');
}
