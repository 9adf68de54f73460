import { formatInstant } from '../../../../http/index.js';
import type { ActionDocument, Step } from '../../domain/action-document.js';
import { filled } from '../domain/filling.js';
import { isGood } from '../domain/finishing.js';
import { waitsFor, type ChangeStanding } from '../domain/needed-change.js';
import { lastActs, moveOf, undoPath, wayOf, type Way } from '../domain/path.js';
import { bannerOf, type Evidence, type Run, type ToldStep, type WholeRun } from '../run.js';
import type { RunEntry } from '../run-record.js';
import type {
  EvidenceDto,
  RunChangeDto,
  RunDetailsDto,
  RunDto,
  RunEntryDto,
  RunResultDto,
  RunStepDto,
} from './run.dto.js';

export const toRunDto = (run: Run): RunDto => linesOf(run);

function linesOf(run: Run) {
  const { reference, institution } = run.action;
  return {
    id: run.id,
    side: run.side,
    action: { reference, institution, title: run.title, kind: run.kind },
    actionVersion: { number: run.number, state: run.versionState },
    banner: bannerOf(run),
    service: run.service,
    ticket: run.ticket,
    change: run.change,
    state: run.state,
    outcome: run.outcome,
    assignee: run.assignee,
    startedBy: run.startedBy,
    startedAt: formatInstant(run.startedAt),
    finishedBy: run.finishedBy,
    finishedAt: run.finishedAt && formatInstant(run.finishedAt),
    minutes: run.minutes,
    note: run.note,
    version: run.version,
    updatedAt: formatInstant(run.updatedAt),
  };
}

export function toRunDetailsDto(
  { run, document, changeStanding, steps, evidence, looking, mayWork, mayOpenChange }: WholeRun,
  me: string,
): RunDetailsDto {
  const isRunning = run.state === 'running';
  const known = wayOf(document.steps, steps);
  const waiting = waitsFor(document, run.change, changeStanding);
  const way = isRunning && !waiting ? known : { ...known, open: [], next: null };
  const undoing = undoPath(document.steps, steps);
  const said = filled(document, run.parameters);
  const last = lastActs(steps);
  return {
    ...linesOf(run),
    summary: said.summary,
    risk: document.risk,
    needsChange: document.needsChange,
    changeStanding: changeStanding ? toChangeStandingDto(changeStanding) : null,
    waitsFor: (isRunning ? waiting?.code : null) ?? null,
    expectedMinutes: document.minutes,
    prerequisites: said.prerequisites,
    parameters: run.parameters,
    steps: said.steps.map((step, index) => toStepDto(step, index + 1, said.steps, last.get(index + 1), way)),
    next: way.next,
    progress: {
      ended: known.path.length - known.open.length,
      left: known.open.length,
      isKnownToTheEnd: known.isWhole,
    },
    undoPath: undoing,
    verification: said.verification,
    results: document.results.map((field) => toResultDto(field, run)),
    evidence: evidence.map(toEvidenceDto),
    looking: looking.map(({ id, name, since }) => ({ id, name, since: formatInstant(since) })),
    moves:
      isRunning && mayWork ? [...(mayOpenChange ? (waiting?.moves ?? []) : []), ...movesOf(way, undoing, run, me)] : [],
  };
}

export function toEvidenceDto({ id, kind, n, body, file, by, at }: Evidence): EvidenceDto {
  return { id, kind, n, text: body, file, by, at: formatInstant(at) };
}

export function toRunEntryDto({ id, type, occurredAt, actorName, data }: RunEntry): RunEntryDto {
  return { id, type, at: formatInstant(occurredAt), actor: actorName, data: { ...data } };
}

function toChangeStandingDto({ reference, state, class: kind, window, progress }: ChangeStanding): RunChangeDto {
  return {
    reference,
    state,
    class: kind,
    window: window && { from: formatInstant(window.from), to: formatInstant(window.to) },
    progress,
  };
}

function movesOf({ open }: Way, undoing: readonly number[], { assignee }: Run, me: string): string[] {
  return [
    ...open.map(moveOf),
    ...undoing.map((n) => `${moveOf(n)}/undo`),
    'evidence',
    'hand-over',
    ...(assignee.id === me ? [] : ['take']),
    'finish',
  ];
}

function toStepDto(step: Step, n: number, steps: readonly Step[], act: ToldStep | undefined, way: Way): RunStepDto {
  const stands = act?.undoneVersion === null;
  return {
    n,
    id: step.id,
    title: step.title,
    do: step.do,
    expect: step.expect,
    undo: step.undo,
    branches: step.branches.map(({ when, to }, index) => ({ n: index + 1, when, to: placeOf(steps, to) })),
    state: act && stands ? act.state : 'open',
    isOnPath: way.path.includes(n),
    isOpen: way.open.includes(n),
    seen: act?.seen ?? null,
    reason: act?.reason ?? null,
    branch: act?.branch ?? null,
    by: act?.by ?? null,
    at: act ? formatInstant(act.at) : null,
    undone:
      act?.undoneBy && act.undoneAt
        ? { by: act.undoneBy, at: formatInstant(act.undoneAt), seen: act.undoneSeen }
        : null,
    revisions: act?.revision ?? 0,
  };
}

function placeOf(steps: readonly Step[], id: string | null): number | null {
  const index = steps.findIndex((step) => step.id === id);
  return index === -1 ? null : index + 1;
}

function toResultDto(field: ActionDocument['results'][number], { results }: Run): RunResultDto {
  const { name, label, type, unit } = field;
  const value = Object.hasOwn(results, name) ? (results[name] ?? null) : null;
  return { name, label, type, unit, value, isGood: value === null ? null : isGood(field, value) };
}
