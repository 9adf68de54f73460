import { formatInstant } from '../../../http/index.js';
import type { MovedTimer, Standing } from './domain/moved-timers.js';
import type { MovedTimerDto, PreviewDto, StandingDto } from './dto/preview.dto.js';

export const BATCH = 500;
const MOST_MOVED = 5000;

interface AtWork {
  ticketId: string;
  reference: string;
}

/**
 * What moves among the tickets at work, and how many do not. Batch by batch, each read after the last ticket of the one
 * before: between two of them other requests are answered.
 */
export async function compared<T extends AtWork>(
  batchAfter: (lastId: string | undefined) => Promise<readonly T[]>,
  movedOf: (one: T) => readonly MovedTimer[],
): Promise<Pick<PreviewDto, 'moved' | 'isCut' | 'unchanged' | 'openTickets'>> {
  const moved: MovedTimerDto[] = [];
  let isCut = false;
  let unchanged = 0;
  let openTickets = 0;
  for (let batch = await batchAfter(undefined); batch.length > 0;) {
    for (const one of batch) {
      const timers = movedOf(one);
      openTickets += 1;
      if (timers.length === 0) unchanged += 1;
      else if (moved.length + timers.length > MOST_MOVED) isCut = true;
      else moved.push(...timers.map((timer) => toMovedTimerDto(one, timer)));
    }
    batch = await batchAfter(batch.at(-1)?.ticketId);
  }
  return { moved, isCut, unchanged, openTickets };
}

function toMovedTimerDto({ reference }: AtWork, { metric, run, from, to }: MovedTimer): MovedTimerDto {
  const timer = { metric: metric as MovedTimerDto['timer']['metric'], run };
  return { reference, timer, from: from && toStandingDto(from), to: to && toStandingDto(to) };
}

function toStandingDto({ state, dueAt, targetMinutes }: Standing): StandingDto {
  return {
    state: state as StandingDto['state'],
    dueAt: dueAt === null ? null : formatInstant(dueAt),
    targetMinutes,
  };
}
