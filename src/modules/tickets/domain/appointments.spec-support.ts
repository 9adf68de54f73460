import type { RecordedEvent } from '../../../events/index.js';
import { due, endOfWorkingDay, parseSchedule, type ScheduleInput } from '../../service-hours/index.js';
import { appointmentsOf, dueNow, type Owed, type Standstill, type WorkingDays } from './appointments.js';
import { chronicleOf } from './chronicle.js';

/** Monday to Friday, 8:00 to 18:00 in Paris; Easter Monday is 6 April 2026, and the year ends with a closure. */
export const paris: ScheduleInput = {
  timeZone: 'Europe/Paris',
  weekly: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['08:00', '18:00']]])),
  holidays: ['2026-04-06', '2026-05-01', '2026-05-08', '2026-12-25', '2027-01-01'],
  closures: [['2026-12-27', '2026-12-31']],
};
export const nouméa: ScheduleInput = { ...paris, timeZone: 'Pacific/Noumea', holidays: [], closures: [] };

export function hours(input: ScheduleInput): WorkingDays {
  const parsed = parseSchedule(input);
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  const schedule = parsed.value;
  return {
    due: (from, targetMs) => {
      const at = due(schedule, from, targetMs, []);
      return at.ok ? at.value : undefined;
    },
    endOfWorkingDay: (from, days) => {
      const at = endOfWorkingDay(schedule, from, days);
      return at.ok ? at.value : undefined;
    },
  };
}

export const owedIn = (user: ScheduleInput, more: Partial<Owed> = {}): Owed => ({
  user: hours(user),
  provider: hours(paris),
  responseTargetMinutes: 240,
  tacitTransmission: true,
  ...more,
});

/** One line of a record: when, what, and what it carries. */
export type Line = [at: string, type: string, data?: Record<string, unknown>];

export const record = (lines: readonly Line[]) =>
  lines.map(([at, type, data = {}]) => ({ type, occurredAt: new Date(at), data })) as unknown as RecordedEvent[];

const opened: Line = ['2026-03-02T08:00:00Z', 'ticket.opened', { state: 'new' }];

/** A ticket that stands as its record says; its escalation, if any, is the last. */
export function standing(
  ticket: Partial<Standstill['ticket']>,
  lines: readonly Line[],
  { escalation, owed = owedIn(paris) }: { escalation?: Partial<Standstill['escalations'][number]>; owed?: Owed } = {},
): Standstill {
  return {
    ticket: { state: 'in_progress', waitingCause: null, followUpAt: null, resolvedAt: null, ...ticket },
    escalations: escalation ? [{ n: 1, state: 'accepted', waitingCause: null, followUpAt: null, ...escalation }] : [],
    chronicle: chronicleOf(record([opened, ...lines])),
    owed,
  };
}

/** What is ahead, each as `kind of the n-th day at instant`. */
export const ahead = (standstill: Standstill) =>
  appointmentsOf(standstill).map(
    ({ kind, workingDays, at }) =>
      `${kind}${workingDays === null ? '' : ` ${workingDays}`} ${new Date(at).toISOString().replace(':00.000Z', 'Z')}`,
  );

export const nowOf = (standstill: Standstill, now: string) =>
  dueNow(appointmentsOf(standstill), Date.parse(now))?.kind ?? null;
