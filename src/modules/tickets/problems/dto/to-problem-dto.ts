import { formatInstant } from '../../../../http/index.js';
import type { ProblemMove } from '../domain/moves.js';
import type { LinkedTicket, Shipping } from '../problem-links.store.js';
import type { ProblemEntry } from '../problem-record.js';
import type { Note, Publication } from '../problem-writing.store.js';
import type { Problem } from '../problems.store.js';
import type {
  LinkedToProblemDto,
  ProblemDetailsDto,
  ProblemDto,
  ProblemEntryDto,
  ProblemNoteDto,
  PublicationDto,
  TicketProblemDto,
} from './problem.dto.js';

const instant = (at: Date | null): string | null => at && formatInstant(at);

/** Its version for whoever reads it: inside it moves with everything, outside with what is told. */
export function versionOf({ inside, version }: Problem): number {
  return inside?.version ?? version;
}

export function toProblemDto(problem: Problem): ProblemDto {
  const { reference, state, service, institution, publishedAt, fixedAt, published, inside } = problem;
  const { institutions, tickets, countedAt } = problem;
  const isOver = state === 'fixed' || state === 'closed';
  return {
    reference,
    state,
    service,
    institution,
    publishedAt: instant(publishedAt),
    fixedAt: instant(fixedAt),
    published: published && { ...published, fixed: isOver ? published.fixed : null },
    figures:
      institutions === null || tickets === null || countedAt === null
        ? null
        : { institutions, tickets, countedAt: formatInstant(countedAt) },
    inside: inside && insideOf(inside),
    followed: problem.isFollowed,
    version: versionOf(problem),
  };
}

export function toProblemDetailsDto(
  problem: Problem,
  shipping: Shipping | undefined,
  moves: readonly ProblemMove[],
): ProblemDetailsDto {
  return Object.assign(toProblemDto(problem), {
    shipping: shipping ? shippingOf(shipping) : null,
    moves: [...moves],
  });
}

export function toTicketProblemDto(problem: Problem, workaround: string | undefined): TicketProblemDto {
  const isLiving = problem.state === 'known_error' || problem.state === 'fixing';
  return Object.assign(toProblemDto(problem), {
    readyText: workaround === undefined || !isLiving ? null : { code: 'known_error', text: workaround },
  });
}

export function toPublicationDto({ publishedAt, withdrawnAt, ...told }: Publication): PublicationDto {
  return { ...told, publishedAt: formatInstant(publishedAt), withdrawnAt: instant(withdrawnAt) };
}

export function toNoteDto({ id, body, author, writtenAt }: Note): ProblemNoteDto {
  return { id, body, author, at: formatInstant(writtenAt) };
}

export function toLinkedDto({ reference, title, state, institution, linkedAt }: LinkedTicket): LinkedToProblemDto {
  return { reference, title, state, institution, linkedAt: formatInstant(linkedAt) };
}

export function toEntryDto({ id, type, occurredAt, actorName, data }: ProblemEntry): ProblemEntryDto {
  const state = typeof data.state === 'string' ? data.state : null;
  return { id, type, at: formatInstant(occurredAt), by: actorName, state };
}

function insideOf({ title, cause, publicTitle, workaround, components, ...at }: NonNullable<Problem['inside']>) {
  // instants within JSON come as the database writes them
  const openedAt = formatInstant(new Date(at.openedAt));
  return {
    title,
    cause,
    publicTitle,
    workaround,
    components,
    openedAt,
    updatedAt: formatInstant(new Date(at.updatedAt)),
  };
}

function shippingOf({ told, resumed, noted, pending, remaining }: Shipping) {
  return { told, resumed, noted, pending, left: remaining };
}
