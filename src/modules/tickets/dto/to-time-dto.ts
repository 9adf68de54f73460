import { formatInstant } from '../../../http/index.js';
import type { ExplainedPart } from '../../timers/index.js';
import { MOST_SEGMENTS, type ExplainedTimer, type HeldSpan, type TimeHeld } from '../explaining.service.js';
import type { ExplainedSegmentDto, ExplanationDto, TotalsDto } from './explanation.dto.js';
import type { HeldDto, TimeHeldDto } from './time-held.dto.js';
import { toTimerDto } from './to-dto.js';

export function toExplanationDto({ timer, explanation, terms, hours, readable }: ExplainedTimer): ExplanationDto {
  const segments = explanation.segments.slice(0, MOST_SEGMENTS);
  const orNull = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  const shown = (eventId: string | null | undefined) => (eventId && readable.has(eventId) ? eventId : null);
  return {
    timer: toTimerDto(timer),
    from: formatInstant(explanation.from),
    to: formatInstant(explanation.to),
    segments: segments.map((part) => toSegmentDto(part, shown(part.eventId))),
    isCut: segments.length < explanation.segments.length,
    totals: totalsOf(segments),
    consumedMs: explanation.consumedMs,
    promises: explanation.promises.map(({ from, priority, targetMinutes, dueAt }) => ({
      from: formatInstant(from),
      priority,
      targetMinutes,
      dueAt: orNull(dueAt),
    })),
    warnings: explanation.warnings.map(({ percent, at, toldAt, eventId }) => ({
      percent,
      at: orNull(at),
      toldAt: orNull(toldAt),
      eventId: shown(eventId),
    })),
    ifPriority: explanation.ifPriority.map((one) => ({ ...one, dueAt: orNull(one.dueAt) })),
    terms: terms.map(({ number, effectiveFrom, recordedAt, targets, alsoPauses }) => ({
      number,
      effectiveFrom: formatInstant(effectiveFrom),
      recordedAt: formatInstant(recordedAt),
      targets,
      alsoPauses,
    })),
    hours: hours.map(({ number, effectiveFrom, recordedAt, timeZone }) => ({
      number,
      effectiveFrom: formatInstant(effectiveFrom),
      recordedAt: formatInstant(recordedAt),
      timeZone,
    })),
    knownAt: formatInstant(explanation.knownAt),
  };
}

function toSegmentDto(part: ExplainedPart, eventId: string | null): ExplainedSegmentDto {
  return {
    from: formatInstant(part.from),
    to: formatInstant(part.to),
    ms: part.to - part.from,
    counted: part.counted,
    reason: part.reason ?? null,
    name: part.name ?? null,
    causes: part.causes ?? [],
    eventId,
    hoursVersion: part.version,
  };
}

function totalsOf(segments: readonly ExplainedPart[]): TotalsDto {
  const sum = (isOne: (part: ExplainedPart) => boolean) =>
    segments.reduce((total, part) => total + (isOne(part) ? part.to - part.from : 0), 0);
  return {
    wallMs: sum(() => true),
    countedMs: sum(({ counted }) => counted),
    closedMs: sum(({ reason }) => reason === 'closed'),
    holidayMs: sum(({ reason }) => reason === 'holiday'),
    closureMs: sum(({ reason }) => reason === 'closure'),
    pausedMs: sum(({ reason }) => reason === 'pause'),
  };
}

export function toTimeHeldDto({ spans, nextCommonOpening }: TimeHeld): Readonly<TimeHeldDto> {
  const held = new Map<string, Readonly<HeldDto>>();
  for (const span of spans) {
    const key = `${span.nextActor} ${span.institution?.code ?? ''}`;
    held.set(key, added(held.get(key), span));
  }
  const first = spans[0];
  const last = spans.at(-1);
  return {
    from: first ? formatInstant(first.from) : null,
    to: last ? formatInstant(last.to) : null,
    held: [...held.values()],
    spans: spans.map((span) => ({
      from: formatInstant(span.from),
      to: formatInstant(span.to),
      isOpen: span.isOpen,
      ...added(undefined, span),
    })),
    ...totals(spans),
    nextCommonOpening: nextCommonOpening && formatInstant(nextCommonOpening),
  };
}

function added(before: Readonly<HeldDto> | undefined, span: HeldSpan): Readonly<HeldDto> {
  const plus = (a: number | null | undefined, b: number | null) => (b === null ? null : (a ?? 0) + b);
  return {
    nextActor: span.nextActor,
    institution: span.institution,
    wallMs: (before?.wallMs ?? 0) + span.to - span.from,
    userMs: plus(before?.userMs, span.userMs),
    providerMs: plus(before?.providerMs, span.providerMs),
  };
}

function totals(spans: readonly HeldSpan[]): Readonly<Pick<TimeHeldDto, 'wallMs' | 'userMs' | 'providerMs'>> {
  const all = spans.reduce<Readonly<HeldDto> | undefined>(added, undefined);
  return { wallMs: all?.wallMs ?? 0, userMs: all?.userMs ?? null, providerMs: all?.providerMs ?? null };
}
