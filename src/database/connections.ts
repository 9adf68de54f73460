import type { Pool } from 'pg';

/** A pool of connections as it stands. */
export interface Connections {
  idle: number;
  busy: number;
  /** How many wait for one. */
  waiting: number;
  most: number;
}

export function connectionsOf({ totalCount, idleCount, waitingCount, options }: Pool): Connections {
  return { idle: idleCount, busy: totalCount - idleCount, waiting: waitingCount, most: options.max };
}
