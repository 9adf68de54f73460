/**
 * One unit, replayed in order of time. Instants at which something happens (a fact, a recording) cut time into spans;
 * within a span nothing new is known. At each cut: first what was recorded then may put a due instant into the past;
 * then the facts of that instant, in the order of the record; then time goes on to the next cut, and whatever falls
 * due strictly before it, and was still going on, is a miss at its due instant.
 *
 * @typedef {import('./run.mjs').Run} Run
 */
import { continuesMatter } from './matters.mjs';
import { setPriority } from './priorities.mjs';
import { counted, dueBy, endRun, hasPromise, hold, minutesOf, newRun, nextRun, used } from './run.mjs';
import { NOT_HELD, heldBy, isWorkedOn, moveEscalation, resolutionMode, responseMode } from './situation.mjs';
import { MINUTE } from './wall-clock.mjs';

/**
 * @returns the unit as it stands at `now` with what was recorded by then: `{ situation, resolutions, responses,
 *   openedAt, returns, holders, world }`, the last of each list of runs being the one of today; null before it began
 */
export function replay(unit, agreement, now) {
  const facts = unit.facts.filter(({ at }) => at <= now);
  if (facts.length === 0) return null;
  const openedAt = facts[0].at;
  const recordings = agreement.versions.map(({ recordedAt }) => recordedAt).filter((at) => openedAt < at && at <= now);
  const cuts = [...new Set([...facts.map(({ at }) => at), ...recordings, now])].sort((a, b) => a - b);
  const state = {
    world: { agreement, kind: unit.kind },
    openedAt,
    situation: { priority: facts[0].priority, ticket: { state: 'in_progress', cause: null }, escalation: null },
    resolutions: [],
    responses: [],
    returns: 0,
    returned: new Set(),
    holders: [],
  };
  let next = 0;
  cuts.forEach((cut, i) => {
    if (recordings.includes(cut)) for (const run of going(state)) missBefore(state, run, cut, cut, 'recorded');
    for (; next < facts.length && facts[next].at === cut; next += 1) apply(state, unit, facts[next]);
    for (const run of going(state)) {
      noteEmptiness(state, run, cut);
      if (i + 1 < cuts.length) fallDue(state, run, cut, cuts[i + 1]);
    }
  });
  return state;
}

const current = (state) => [state.resolutions.at(-1), state.responses.at(-1)].filter(Boolean);
const going = (state) => current(state).filter((run) => run.endedAt === null);

function fallDue(state, run, cut, nextCut) {
  if (run.verdict) return;
  const due = dueBy(run, state.world, cut, nextCut);
  if (due === null || due === nextCut) return;
  // a due instant that passed while the run had ended is found when it goes on
  if (due < cut) run.verdict = { verdict: 'missed', at: cut, cause: 'recorded' };
  else run.verdict = { verdict: 'missed', at: due, cause: null };
}

/** A miss at `at`, when the run turns out to have been due strictly before it. */
function missBefore(state, run, knownAt, at, cause) {
  if (run.verdict) return;
  const due = dueBy(run, state.world, knownAt, at);
  if (due !== null && due < at) run.verdict = { verdict: 'missed', at, cause };
}

function noteEmptiness(state, run, cut) {
  if (hasPromise(run, state.world, cut)) {
    run.wasPromised = true;
    run.emptySince = null;
  } else run.emptySince ??= cut;
}

function apply(state, unit, fact) {
  const { situation } = state;
  if (fact.type === 'prioritised') {
    situation.priority = fact.priority;
    for (const runs of [state.resolutions, state.responses]) {
      if (runs.length > 0) setPriority(state.world, runs, fact.priority, fact.rule, fact.at);
    }
  } else if (fact.type === 'ticket') {
    situation.ticket = { state: fact.state, cause: fact.cause ?? null };
  } else if (fact.type === 'escalation') applyEscalation(state, unit, fact);
  if (situation.escalation) settle(state, fact.at);
}

function applyEscalation(state, unit, fact) {
  const { situation } = state;
  if (fact.state === 'returned' && !state.returned.has(fact.n)) state.returns += 1;
  if (fact.state === 'returned') state.returned.add(fact.n);
  else state.returned.delete(fact.n);
  const former = situation.escalation;
  if (former && fact.n < former.n) return;
  if (!former || fact.n > former.n) {
    situation.escalation = { n: fact.n, code: null, endedAt: null };
    state.holders.push({ from: fact.at, holder: unit.holders[String(fact.n)] });
    moveEscalation(situation.escalation, fact);
    if (!former || !continuesMatter(state.world.agreement, former, fact.at)) openMatter(state, fact.at);
  } else moveEscalation(former, fact);
  if (fact.state === 'waiting' && fact.cause === 'spoc') noteQuestion(state, fact.at);
}

function openMatter(state, at) {
  const { situation } = state;
  state.resolutions.push(newRun('resolution', at, situation.priority, heldBy(situation)));
  state.responses.push(newRun('response', at, situation.priority, NOT_HELD));
}

function noteQuestion(state, at) {
  const run = state.resolutions.at(-1);
  const last = run.promises.at(-1);
  const minutes = minutesOf(run, state.world, last, at);
  const isLate = minutes !== null && used(run, state.world, at, last.from, at) * 10 >= minutes * MINUTE * 9;
  run.questions.push({ at, isLate });
}

/** Brings the runs into line with the situation: they end, resume, pause. */
function settle(state, at) {
  const { situation } = state;
  const mode = resolutionMode(situation);
  const resolution = state.resolutions.at(-1);
  if (resolution.endedAt === null && mode !== 'going') stop(state, resolution, at, mode === 'delivered');
  if (resolution.endedAt !== null && mode === 'going' && isWorkedOn(situation)) resume(state, state.resolutions, at);
  if (mode === 'going' && resolution.endedAt === null) hold(state.resolutions.at(-1), at, heldBy(situation));

  const answer = responseMode(situation);
  const response = state.responses.at(-1);
  if (response.endedAt === null && answer !== 'going') stop(state, response, at, answer === 'given');
  else if (response.endedAt !== null && !response.isGiven && answer === 'going') resume(state, state.responses, at);
}

function stop(state, run, at, isDone) {
  noteEmptiness(state, run, at);
  endRun(run, at);
  if (run.what === 'response') run.isGiven = isDone;
  if (isDone && !run.verdict && run.emptySince === null) run.verdict = { verdict: 'met', at, cause: null };
}

/** What lies between end and resumption is no part of its life, so it does not count. A run that was met becomes history, and the next one goes on in its place. */
function resume(state, runs, at) {
  let run = runs.at(-1);
  if (run.verdict?.verdict === 'met') {
    run.isSuperseded = true;
    run = nextRun(run);
    runs.push(run);
  }
  run.life.push({ from: at, to: null, ...(run.what === 'response' ? NOT_HELD : heldBy(state.situation)) });
  run.endedAt = null;
  const deferred = run.deferred;
  run.deferred = [];
  for (const { priority, rule } of deferred) setPriority(state.world, runs, priority, rule, at);
}

/** The working time of `[run.start, until)` outside the pauses, by the holder of the newest escalation. */
export function heldWorkingTime(state, run, until) {
  const sums = new Map();
  for (const piece of counted(run, state.world, until, until)) {
    state.holders.forEach(({ from, holder }, i) => {
      const to = state.holders[i + 1]?.from ?? Infinity;
      const share = Math.min(piece.to, to) - Math.max(piece.from, from);
      if (share > 0) sums.set(holder, (sums.get(holder) ?? 0) + share);
    });
  }
  return sums;
}
