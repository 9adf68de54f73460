import { decodeCursor, placeInTime, toPage, type Page } from '../../http/index.js';
import type { Change } from './change.js';
import type { ChangeQuery } from './stores/changes.store.js';

/** A list of changes, as it is asked for. */
export type Listing = Omit<ChangeQuery, 'after'> & { cursor: string | undefined };

const place = placeInTime('at');
/** Behind which change a list goes on. Refused (400): a cursor that no list gave. */
export const placeAfter = (cursor: string | undefined) => decodeCursor(cursor, place);
export const positionOf = ({ listedAt, id }: Pick<Change, 'listedAt' | 'id'>) => ({ at: listedAt.toISOString(), id });
/** Of one row more than are shown. */
export const pageOf = (rows: readonly Change[], limit: number): Page<Change> =>
  toPage(rows, limit, positionOf, (row) => row);
