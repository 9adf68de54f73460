import type { TicketLineDto } from '../../dto/ticket.dto.js';
import type { Cell } from './csv.js';

/** The columns of a list, as cells: what has a code is named by it. */
const columns: readonly [name: string, cell: (line: TicketLineDto) => Cell][] = [
  ['reference', ({ reference }) => reference],
  ['kind', ({ kind }) => kind],
  ['title', ({ title }) => title],
  ['state', ({ state }) => state],
  ['priority', ({ priority }) => priority],
  ['institution', ({ institution }) => institution.code],
  ['service', ({ service }) => service.code],
  ['nextActor', ({ nextActor }) => nextActor.kind],
  ['nextActorInstitution', ({ nextActor }) => nextActor.institution?.code ?? null],
  ['followUpAt', ({ followUpAt }) => followUpAt],
  ['dueAt', ({ dueAt }) => dueAt],
  ['isLate', ({ isLate }) => isLate],
  ['assignee', ({ assignee }) => assignee?.name ?? null],
  ['team', ({ team }) => team?.name ?? null],
  ['isUnread', ({ isUnread }) => isUnread],
  ['openedAt', ({ openedAt }) => openedAt],
  ['updatedAt', ({ updatedAt }) => updatedAt],
  ['version', ({ version }) => version],
];

export const columnNames: readonly string[] = columns.map(([name]) => name);

export function cellsOf(line: TicketLineDto): Cell[] {
  return columns.map(([, cell]) => cell(line));
}
