import { formatInstant } from '../../../../../http/index.js';
import type { ReadBoard } from '../boards.service.js';
import type { BoardVersion } from '../boards.store.js';
import { isVacant, warningsOf, type Sitting, type StandingSeat } from '../domain/sitting.js';
import type { BoardDto, BoardVersionDto, HolderOfSeatDto, SeatDto } from './board.dto.js';

/** @param reader the institution that reads: it knows its own people by their ids */
export function toBoardDto({ service: { code, name }, current, seats }: ReadBoard, reader: string): BoardDto {
  return {
    service: { code, name },
    version: current?.number ?? 0,
    rule: current?.rule ?? null,
    quorumPercent: current?.quorumPercent ?? null,
    isFullVote: current?.isFullVote ?? false,
    seats: seats.map((seat) => toSeatDto(seat, reader)),
    writtenAt: current ? formatInstant(current.writtenAt) : null,
    warnings: warningsOf(seats),
  };
}

export function toSeatDto(seat: StandingSeat, reader: string): SeatDto {
  const { n, kind, institution, hasVeto, member, deputies, version } = seat;
  const isOwn = institution.id === reader;
  return {
    n,
    kind,
    institution: named(institution),
    hasVeto,
    isVacant: isVacant(seat),
    member: member && toHolderDto(member, isOwn),
    deputies: deputies.map((one) => ({
      id: isOwn ? one.personId : null,
      name: one.name,
      hasLapsed: !one.isEntitled,
      from: formatInstant(one.from),
      until: one.until === null ? null : formatInstant(one.until),
    })),
    version,
  };
}

export function toBoardVersionDto(one: BoardVersion): BoardVersionDto {
  const { number, seats, rule, quorumPercent, isFullVote, writtenAt, institution, writtenBy } = one;
  return {
    version: number,
    seats: seats.map(({ n, kind, hasVeto, institution: whose }) => ({ n, kind, institution: named(whose), hasVeto })),
    rule,
    quorumPercent,
    isFullVote,
    writtenAt: formatInstant(writtenAt),
    institution: named(institution),
    writtenBy,
  };
}

const toHolderDto = ({ personId, name, isEntitled }: Sitting, isOwn: boolean): HolderOfSeatDto => ({
  id: isOwn ? personId : null,
  name,
  hasLapsed: !isEntitled,
});

const named = ({ code, name }: { code: string; name: string }) => ({ code, name });
