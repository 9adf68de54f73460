import { Injectable } from '@nestjs/common';
import { formatInstant, invalidInput, parseInstant } from '../../http/index.js';
import { DomainError, type FieldError, orThrow, type Outcome } from '../../kernel/index.js';
import { parsePauses, type Pause } from './domain/pauses.js';
import { parseRegionalSchedule } from './domain/regional-schedule.js';
import { type Schedule } from './domain/schedule.js';
import { type Segment, segments } from './domain/segments.js';
import { due, elapsed } from './domain/working-time.js';
import { type DueAnswerDto, type DueQuestionDto } from './dto/due.dto.js';
import { type ElapsedAnswerDto, type ElapsedQuestionDto } from './dto/elapsed.dto.js';
import { type ScheduleDto } from './dto/schedule.dto.js';
import { type SegmentDto } from './dto/segment.dto.js';

const MINUTE_MS = 60_000;
const MOST_ERRORS = 50;
const MOST_SEGMENTS = 5000;

type Pairs = readonly (readonly [string, string])[] | null | undefined;

/** Answers the two questions about working time from what is asked alone; keeps nothing. */
@Injectable()
export class ServiceHoursService {
  due(question: DueQuestionDto): Readonly<DueAnswerDto> {
    const { start, pauses } = readInstants({ start: question.start }, question.pauses);
    const schedule = readSchedule(question.schedule);
    const paused = at('/pauses', parsePauses(pauses));
    const dueAt = orThrow(due(schedule, start, readTarget(question.targetMinutes), paused));
    return { dueAt: formatInstant(dueAt), ...explain(schedule, start, dueAt, paused) };
  }

  elapsed(question: ElapsedQuestionDto): Readonly<ElapsedAnswerDto> {
    const { from, to, pauses } = readInstants({ from: question.from, to: question.to }, question.pauses);
    const schedule = readSchedule(question.schedule);
    const paused = at('/pauses', parsePauses(pauses));
    const elapsedMs = elapsed(schedule, from, to, paused);
    return { elapsedMs, minutes: elapsedMs / MINUTE_MS, ...explain(schedule, from, to, paused) };
  }
}

/** All instants of a question at once, so that every malformed one is told. */
function readInstants<Name extends string>(
  texts: Record<Name, string>,
  pairs: Pairs,
): Record<Name, number> & { pauses: Pause[] } {
  const errors: FieldError[] = [];
  const read = (text: string, pointer: string): number => {
    const instant = parseInstant(text);
    if (instant !== undefined) return instant;
    const message = 'must be ISO 8601 with an offset, between 1950 and 2199';
    errors.push({ pointer, code: 'malformed_instant', message });
    return 0;
  };
  const names = Object.keys(texts) as Name[];
  const instants = Object.fromEntries(names.map((name) => [name, read(texts[name], `/${name}`)]));
  const pauses = (pairs ?? []).map(([from, to], index): Pause => {
    return [read(from, `/pauses/${index}/0`), read(to, `/pauses/${index}/1`)];
  });
  if (errors.length > 0) throw invalidInput(errors);
  return { ...(instants as Record<Name, number>), pauses };
}

function readSchedule({ timeZone, weekly, holidayRegion, holidays, closures }: ScheduleDto): Schedule {
  return at(
    '/schedule',
    parseRegionalSchedule({
      timeZone,
      weekly,
      ...(holidayRegion == null ? {} : { holidayRegion }),
      holidays: holidays ?? [],
      closures: closures ?? [],
    }),
  );
}

function readTarget(minutes: number): number {
  if (minutes >= 0) return Math.round(minutes * MINUTE_MS);
  const errors = [{ pointer: '/targetMinutes', code: 'negative_target', message: 'A target is not negative.' }];
  const detail = 'This target cannot be used.';
  throw new DomainError({ kind: 'unprocessable', code: 'invalid_target', detail, errors });
}

/** The value, or the refusal with its pointers moved to where the part stands in the question. */
function at<T>(pointer: string, outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const errors = (outcome.refusal.errors ?? [])
    .slice(0, MOST_ERRORS)
    .map((error) => ({ ...error, pointer: `${pointer}${error.pointer}` }));
  throw new DomainError({ ...outcome.refusal, errors });
}

function explain(
  schedule: Schedule,
  from: number,
  to: number,
  pauses: readonly Pause[],
): { segments: Readonly<SegmentDto>[]; segmentsTruncated?: true } {
  const found = segments(schedule, from, to, pauses, MOST_SEGMENTS + 1);
  const shown = found.slice(0, MOST_SEGMENTS).map(toSegmentDto);
  return { segments: shown, ...(found.length > MOST_SEGMENTS && { segmentsTruncated: true }) };
}

function toSegmentDto(segment: Segment): Readonly<SegmentDto> {
  return { ...segment, from: formatInstant(segment.from), to: formatInstant(segment.to) };
}
