import { formatInstant } from '../../../../http/index.js';
import type { ImprovementEntry } from '../improvement-record.js';
import type { Improvement } from '../improvement.js';
import type { ImprovementDetails } from '../improvements.service.js';
import type { ImprovementDetailsDto, ImprovementDto, ImprovementEntryDto } from './improvement.dto.js';

const instant = (at: Date | null): string | null => at && formatInstant(at);

export function toImprovementDto(one: Improvement, ownerName: string | null): ImprovementDto {
  return {
    reference: one.reference,
    kind: one.kind,
    state: one.state,
    title: one.title,
    criterion: one.criterion,
    service: one.service,
    problem: one.problem,
    change: one.changeReference,
    action: one.actionReference,
    owner: { id: one.ownerId, name: ownerName },
    dueOn: one.dueOn,
    nextOn: one.nextOn,
    implementedAt: instant(one.implementedAt),
    endedAt: instant(one.endedAt),
    tasks: one.tasks,
    tasksDone: one.tasksDone,
    recurrences: one.recurrences,
    recurredAt: instant(one.recurredAt),
    version: one.version,
  };
}

export function toImprovementDetailsDto(details: ImprovementDetails): ImprovementDetailsDto {
  const { improvement: one, tasks, reviews, recurrences, moves, names } = details;
  const person = (id: string) => ({ id, name: names.get(id) ?? null });
  const personOrNone = (id: string | null) => (id === null ? null : person(id));
  return Object.assign(toImprovementDto(one, names.get(one.ownerId) ?? null), {
    note: one.note,
    createdAt: formatInstant(one.createdAt),
    createdBy: person(one.createdBy),
    implementedBy: personOrNone(one.implementedBy),
    todo: tasks.map(({ id, title, doneAt, doneBy }) => ({
      id,
      title,
      doneAt: instant(doneAt),
      doneBy: personOrNone(doneBy),
    })),
    reviews: reviews.map(({ afterDays, dueOn, implementedAt, verdict, note, byId, at }) => ({
      afterDays,
      dueOn,
      implementedAt: formatInstant(implementedAt),
      verdict,
      note,
      by: personOrNone(byId),
      at: instant(at),
    })),
    recurred: recurrences.map(({ kind, ticket, at }) => ({ kind, ticket, at: formatInstant(at) })),
    moves,
  });
}

export function toImprovementEntryDto({
  id,
  type,
  occurredAt,
  actorName,
  data,
}: ImprovementEntry): ImprovementEntryDto {
  return { id, type, at: formatInstant(occurredAt), by: actorName, data };
}
