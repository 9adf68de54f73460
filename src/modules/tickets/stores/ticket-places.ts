import { plan, type Transaction } from '../../../database/index.js';
import { byIndexOnly, inOrderOnly, mayBeRare, WALKED } from './rare.js';
import { binding, conditionsOf, NOT_AT_HOME, type Bind, type Part, type TicketFilter } from './ticket-filter.js';

export type SortKey = 'openedAt' | 'updatedAt' | 'dueAt' | 'priority';

/** A place in a list: the sort key of a row as text, and its ticket. */
export interface Place {
  key: string;
  id: string;
}

export interface ListQuery extends TicketFilter {
  sort: SortKey;
  descending: boolean;
  limit: number;
  /** Without what stands on the user side too: another list has it. */
  elsewhere?: boolean;
  after?: Place;
  /** None but these. */
  among?: readonly string[];
}

/** A ticket at its place in a list. */
export interface Placed {
  id: string;
  key: Date | string | null;
}

/** The column of a sort key, and what a cursor's key is. */
const sortColumns: Record<SortKey, { column: string; type: string }> = {
  openedAt: { column: 'p.opened_at', type: 'timestamptz' },
  updatedAt: { column: 'p.updated_at', type: 'timestamptz' },
  dueAt: { column: 'p.due_at', type: 'timestamptz' },
  priority: { column: 'p.priority', type: 'text' },
};

/**
 * Up to `limit` places of a list. Filters make thousands of texts of this statement, too many to be kept prepared; it is
 * about one table, so that planning it is cheap. Where what is asked for may be rare, the walk ends after `WALKED` rows; if
 * it has not filled the page by then, whatever matches is collected and put in order.
 *
 * The limits are written out, for they are checked whole numbers: of a parameter PostgreSQL assumes a tenth of the table,
 * and prefers to sort it all.
 */
export async function placesOf(tx: Transaction, part: Part, query: ListQuery): Promise<Placed[]> {
  // what one person asked for is never much
  if (part === 'requester' || !mayBeRare(query)) return say(tx, walkOf(tx, part, query, false));
  // of so many rows PostgreSQL would rather sort all there are
  await plan(tx, { enable_sort: 'off' });
  const walked = await say(tx, walkOf(tx, part, query, true));
  if (walked.length === query.limit) {
    await plan(tx, { enable_sort: 'on' });
    return walked;
  }
  // which index has the fewest rows depends on what is asked for, so that this is planned with the values
  await plan(tx, { enable_sort: 'on', plan_cache_mode: 'force_custom_plan' });
  const collected = await say(tx, collectionOf(tx, part, query));
  await plan(tx, { plan_cache_mode: 'force_generic_plan' });
  return collected;
}

interface Statement {
  text: string;
  values: readonly unknown[];
}

function say(tx: Transaction, { text, values }: Statement): Promise<Placed[]> {
  return tx.query(text, values, { prepared: false });
}

/** A page, by walking the list. */
function walkOf(tx: Transaction, part: Part, query: ListQuery, isBounded: boolean): Statement {
  const { values, bind } = binding();
  const { conditions, order, column } = selectionOf(tx, part, query, bind);
  const walked = isBounded
    ? `(select *
           from ticket_party p
          where ${selectionOf(tx, part, inOrderOnly(query), bind).conditions.join('\n            and ')}
          order by ${order}
          limit ${String(WALKED)})`
    : 'ticket_party';
  return { text: pageOf(walked, { conditions, order, column }, query.limit), values };
}

/** The same page, by collecting all that the filter's indexes have, and putting that in order. */
function collectionOf(tx: Transaction, part: Part, query: ListQuery): Statement {
  const { values, bind } = binding();
  const { conditions, order, column } = selectionOf(tx, part, query, bind);
  const text = `with rare as materialized (
       select *
         from ticket_party p
        where ${selectionOf(tx, part, byIndexOnly(query), bind).conditions.join('\n          and ')})
       ${pageOf(`(select * from rare p order by ${order} offset 0)`, { conditions, order, column }, query.limit)}`;
  return { text, values };
}

function pageOf(from: string, { conditions, order, column }: Omit<Selection, 'backwards'>, limit: number): string {
  return `select p.ticket_id as id, ${column} as key
         from ${from} p
        where ${conditions.join('\n          and ')}
        order by ${order}
        limit ${String(limit)}`;
}

interface Selection {
  conditions: string[];
  order: string;
  backwards: string;
  column: string;
}

/** What is listed, as conditions on the party's row `p`, and in which order; `bind` gives a value its parameter. */
export function selectionOf(tx: Transaction, part: Part, query: ListQuery, bind: Bind): Selection {
  const { column, type } = sortColumns[query.sort];
  const conditions = [
    ...conditionsOf(tx, part, query, bind),
    ...(query.elsewhere ? [NOT_AT_HOME] : []),
    ...(query.among ? [`p.ticket_id = any (${bind(query.among)}::uuid[])`] : []),
    // of timers a requester is told nothing
    ...(query.sort === 'dueAt' ? ['p.due_at is not null', ...(part === 'requester' ? ['false'] : [])] : []),
    ...(query.after
      ? [
          `(${column}, p.ticket_id) ${query.descending ? '<' : '>'} (${bind(query.after.key)}::${type}, ${bind(query.after.id)}::uuid)`,
        ]
      : []),
  ];
  const ordered = (direction: 'asc' | 'desc') => `${column} ${direction}, p.ticket_id ${direction}`;
  const [order, backwards] = query.descending ? [ordered('desc'), ordered('asc')] : [ordered('asc'), ordered('desc')];
  return { conditions, order, backwards, column };
}
