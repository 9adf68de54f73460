/**
 * The one verdict of a unit.
 *
 * @typedef {{ reference: string, agreementId: string, computed: string, verdict: string, at: number | null,
 *   cause: string | null, reason: string | null, month: string | null, counts: 'sla' | 'slo' | null,
 *   response: 'met' | 'missed' | null, lateQuestions: number, returns: number, held: Map<string, number> }} Judged
 *   `computed`: met, missed, open or excluded as the replay says; `verdict`: what counts, after a settlement;
 *   `reason` of an exclusion; `month`, `counts`: where it counts; `held`: working milliseconds by holder
 */
import { heldWorkingTime, replay } from './replay.mjs';
import { placeOf } from './versions.mjs';

/** @returns {Judged | null} the unit as it stood at `now`; null before its first escalation */
export function judge(unit, agreement, now) {
  const state = replay(unit, agreement, now);
  if (!state) return null;
  const found = verdictOf(state);
  const place = found.at === null ? { month: null, counts: null } : placeOf(agreement, found.at);
  const deciding = found.run;
  return {
    reference: unit.reference,
    agreementId: unit.agreementId,
    computed: found.verdict,
    ...settled(unit, found, now),
    at: found.at,
    cause: deciding?.verdict?.cause ?? null,
    ...place,
    response: responseOf(state.responses),
    lateQuestions: deciding ? deciding.questions.filter(({ at, isLate }) => isLate && at <= found.at).length : 0,
    returns: state.returns,
    held: deciding ? heldWorkingTime(state, deciding, found.at) : new Map(),
  };
}

function verdictOf(state) {
  const runs = state.resolutions.filter(({ isSuperseded }) => !isSuperseded);
  for (const verdict of ['missed', 'met']) {
    const such = runs.filter((run) => run.verdict?.verdict === verdict);
    const run = such.reduce((first, other) => (!first || other.verdict.at < first.verdict.at ? other : first), null);
    if (run) return { verdict, at: run.verdict.at, run, reason: null };
  }
  const last = state.resolutions.at(-1);
  if (last && last.endedAt === null && last.emptySince === null) return { verdict: 'open', at: null, reason: null };
  const reason = reasonOf(state);
  const at = reason === 'no_target' && !wasPromised(state) ? state.openedAt : (last.emptySince ?? last.endedAt);
  return { verdict: 'excluded', at, reason };
}

const wasPromised = (state) => state.resolutions.some((run) => run.wasPromised);

/** The first that holds. */
function reasonOf({ situation: { ticket, escalation } }) {
  if (['cancelled', 'merged'].includes(ticket.state)) return ticket.state;
  if (escalation?.state === 'returned') {
    if (escalation.isConfirmed) return escalation.code === 'out_of_scope' ? 'out_of_scope' : 'returned';
    if (['resolved', 'closed'].includes(ticket.state)) return 'returned';
  }
  return escalation?.state === 'recalled' ? 'recalled' : 'no_target';
}

/** The last settlement replaces the verdict that is counted, in its month; what is open has none to replace. */
function settled(unit, found, now) {
  const last = unit.settlements.filter(({ at }) => at <= now).at(-1);
  if (!last?.verdict || found.verdict === 'open') return { verdict: found.verdict, reason: found.reason };
  const reason = last.verdict === 'excluded' ? (found.reason ?? 'settled') : null;
  return { verdict: last.verdict, reason };
}

function responseOf(responses) {
  const verdicts = responses.filter(({ isSuperseded }) => !isSuperseded).map(({ verdict }) => verdict?.verdict);
  return ['missed', 'met'].find((verdict) => verdicts.includes(verdict)) ?? null;
}
