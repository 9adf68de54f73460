import type { ListQuery } from './ticket-places.js';

/** How many rows of a list are walked before the rows of its filter are collected instead. */
export const WALKED = 1000;

const theRest = ['sort', 'descending', 'limit', 'after', 'elsewhere', 'among'] as const;
type Filters = Omit<ListQuery, (typeof theRest)[number]>;

/** What an index finds, and in which order of a list it goes on from there. */
const indexes: Partial<Record<keyof Filters, ListQuery['sort']>> = {
  serviceId: 'openedAt',
  institutionId: 'openedAt',
  assigneeId: 'openedAt',
  teamId: 'openedAt',
  requesterId: 'openedAt',
  late: 'openedAt',
  states: 'openedAt',
  openedFrom: 'openedAt',
  openedTo: 'openedAt',
  priorities: 'priority',
  updatedFrom: 'updatedAt',
  followUpBefore: 'dueAt', // no list is in that order
};
/** These are asked row by row, of other tables. */
const rowByRow: readonly (keyof Filters)[] = ['kind', 'holderId', 'waitingCause', 'nextActorInstitutionId', 'watched'];

/**
 * Whether a walk in the order of the list might pass most of what there is and find little: an index has what is asked
 * for, but in another order.
 */
export function mayBeRare(query: ListQuery): boolean {
  return filtersOf(query).some((filter) => indexes[filter] !== undefined && !isInOrder(query, filter));
}

/** The list without what would be skipped row by row: an index has all that is left, in order. */
export function inOrderOnly(query: ListQuery): ListQuery {
  return without(query, (filter) => !isInOrder(query, filter));
}

/** The list without what is asked of other tables. */
export function byIndexOnly(query: ListQuery): ListQuery {
  return { ...without(query, (filter) => rowByRow.includes(filter)), elsewhere: false };
}

function isInOrder(query: ListQuery, filter: keyof Filters): boolean {
  if (indexes[filter] !== query.sort || filter === 'followUpBefore') return false;
  // of several values an index has one run each
  return filter === 'states' || filter === 'priorities' ? query[filter]?.length === 1 : true;
}

function filtersOf(query: ListQuery): (keyof Filters)[] {
  return (Object.keys(query) as (keyof ListQuery)[]).filter(isFilter);
}

function isFilter(name: keyof ListQuery): name is keyof Filters {
  return !(theRest as readonly string[]).includes(name);
}

function without(query: ListQuery, isLeftOut: (filter: keyof Filters) => boolean): ListQuery {
  const out = new Set<string>(filtersOf(query).filter(isLeftOut));
  return Object.fromEntries(Object.entries(query).filter(([name]) => !out.has(name))) as unknown as ListQuery;
}
