import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { decodeCursor, encodeCursor, placeBy, placeInTime, toPage, type Page } from '../../http/index.js';
import { serviceByCode } from '../catalogue/index.js';
import { institutionByCode } from '../institutions/index.js';
import type { Priority, TicketState } from '../timers/index.js';
import type { Kind, NextActorKind } from './domain/ticket.js';
import type { Part, TicketFilter, WaitingCause } from './stores/ticket-filter.js';
import { TicketListStore, type TicketLine } from './stores/ticket-list.store.js';
import type { ListQuery, Place, SortKey } from './stores/ticket-places.js';

export interface Asking {
  state?: readonly TicketState[] | undefined;
  kind?: Kind | undefined;
  priority?: readonly Priority[] | undefined;
  service?: string | undefined;
  institution?: string | undefined;
  holder?: string | undefined;
  /** A kind of actor, or the code of the institution that has to act. */
  nextActor?: string | undefined;
  late?: boolean | undefined;
  /** `me`, `none`, or the id of a person. */
  assignee?: string | undefined;
  team?: string | undefined;
  requester?: string | undefined;
  openedFrom?: string | undefined;
  openedTo?: string | undefined;
  updatedFrom?: string | undefined;
  waitingCause?: WaitingCause | undefined;
  unread?: boolean | undefined;
  watched?: boolean | undefined;
  followUpBefore?: string | undefined;
}

export interface Listing extends Asking {
  sort: SortKey;
  descending: boolean;
  limit: number;
  cursor?: string | undefined;
}

const kinds: readonly NextActorKind[] = ['user_institution', 'provider', 'requester', 'third_party', 'nobody'];

const placeByPriority = placeBy('key', (key) => /^P[1-4]$/.test(String(key)));

@Injectable()
export class ListingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly lines: TicketListStore,
  ) {}

  /** Tickets of the own institution and tickets escalated to it, as far as the actor answers for them. */
  list(actor: Actor, listing: Listing): Promise<Page<TicketLine>> {
    return this.work.run(actor, (tx) =>
      pageOf(tx, listing, async (part, query) => ({ lines: await this.lines.page(tx, part, query) })),
    );
  }
}

/** What was read of one part. `upTo`: only as far as that place of its list; there may be more after it. */
export interface Reading {
  lines: TicketLine[];
  upTo?: Place | undefined;
}

/**
 * A page of lists, one of each part in which the actor stands; `read` reads a part. Where a part was not read to its end or
 * to a whole page, the page ends there, and the next one goes on from that place.
 */
export async function pageOf(
  tx: Transaction,
  listing: Listing,
  read: (part: Part, query: ListQuery) => Promise<Reading>,
): Promise<Page<TicketLine>> {
  const query = await queryOf(tx, listing);
  const readings: Reading[] = [];
  for (const part of queriesOf(tx.actor, query)) readings.push(await read(...part));
  const placeOf = (line: TicketLine): Place => ({ key: keyOf(line, listing.sort), id: line.id });
  const [end] = readings.flatMap(({ upTo }) => upTo ?? []).sort((a, b) => compare(a, b, listing));
  const rows = merge(
    readings.map(({ lines }) => lines),
    listing,
  ).filter((line) => !end || compare(placeOf(line), end, listing) <= 0);
  const page = toPage(rows.slice(0, listing.limit + 1), listing.limit, placeOf, (row) => row);
  return end && page.nextCursor === null ? { ...page, nextCursor: encodeCursor(end) } : page;
}

/** What is asked for, with ids for codes, and one line more than the page holds. */
export async function queryOf(tx: Transaction, listing: Listing): Promise<ListQuery> {
  const after = decodeCursor(listing.cursor, listing.sort === 'priority' ? placeByPriority : placeInTime('key'));
  return compact<ListQuery>({
    ...(await filterOf(tx, listing)),
    sort: listing.sort,
    descending: listing.descending,
    limit: listing.limit + 1,
    after,
  });
}

/** The same query of each part. What an institution escalated to itself stands on both sides, and in the list once. */
export function queriesOf(actor: Actor, query: ListQuery): [Part, ListQuery][] {
  const parts = partsOf(actor);
  return parts.map((part) => [part, { ...query, elsewhere: part === 'provider' && parts.includes('user') }]);
}

/** What was asked, with ids for the codes that name something here. */
export async function filterOf(tx: Transaction, asking: Asking): Promise<TicketFilter> {
  const kind = kinds.find((one) => one === asking.nextActor);
  const institution = async (code: string | undefined) =>
    code === undefined ? undefined : ((await institutionByCode(tx, code))?.id ?? NOBODY);
  return compact<TicketFilter>({
    states: asking.state,
    kind: asking.kind,
    priorities: asking.priority,
    serviceId: asking.service === undefined ? undefined : ((await serviceByCode(tx, asking.service))?.id ?? NOBODY),
    institutionId: await institution(asking.institution),
    holderId: await institution(asking.holder),
    nextActor: kind,
    nextActorInstitutionId: kind ? undefined : await institution(asking.nextActor),
    late: asking.late,
    assigneeId: asking.assignee === 'none' ? null : asking.assignee === 'me' ? tx.actor.personId : asking.assignee,
    teamId: asking.team,
    requesterId: asking.requester,
    openedFrom: asking.openedFrom,
    openedTo: asking.openedTo,
    updatedFrom: asking.updatedFrom,
    waitingCause: asking.waitingCause,
    unread: asking.unread,
    watched: asking.watched,
    followUpBefore: asking.followUpBefore,
  });
}

/** Matches no row: a code that names nothing finds nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The parts of the wall in which somebody lists tickets; each is a walk of its own. */
export function partsOf(actor: Actor): Part[] {
  if (actor.scope === 'requester') return ['requester'];
  return [
    ...(actor.userServices === 'none' ? [] : ['user' as const]),
    ...(actor.providerServices === 'none' ? [] : ['provider' as const]),
    // what somebody asked for themselves, beside what they work on
    ...(actor.userServices === 'all' ? [] : ['requester' as const]),
  ];
}

/** The pages of several parts as one; a ticket that stands in two of them as the first shows it. */
function merge(pages: readonly TicketLine[][], listing: Listing): TicketLine[] {
  if (pages.length === 1) return pages[0] ?? [];
  const unique = new Map(
    pages
      .flat()
      .reverse()
      .map((line) => [line.id, line]),
  );
  const placeOf = (line: TicketLine) => ({ key: keyOf(line, listing.sort), id: line.id });
  return [...unique.values()].sort((a, b) => compare(placeOf(a), placeOf(b), listing));
}

/** Which of two places of a list comes first. */
function compare(a: Place, b: Place, { descending }: Listing): number {
  const [x, y] = [a.key + a.id, b.key + b.id];
  if (x === y) return 0;
  return x < y === descending ? 1 : -1;
}

function keyOf(line: TicketLine, sort: SortKey): string {
  return sort === 'priority' ? line.priority : (line[sort] ?? line.openedAt).toISOString();
}

function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
