/**
 * What somebody has seen: everything that is visible in a snapshot of PostgreSQL (`xmin:xmax:xip,...`). Such a position
 * is exact whatever the order in which transactions commit, and means the same to every process.
 *
 * A position in the middle of a batch says more: of what the snapshot does not show and `upTo` does, the streams up to
 * and including `after` were told too.
 */
export interface Position {
  snapshot: string;
  partly?: { upTo: string; after: string };
}

const SNAPSHOT = /^\d{1,20}:\d{1,20}:(?:\d{1,20}(?:,\d{1,20})*)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is a snapshot as PostgreSQL writes it, and nothing else: it is written into statements. */
export function isSnapshot(text: unknown): text is string {
  return typeof text === 'string' && SNAPSHOT.test(text);
}

export function isPosition(value: unknown): value is Position {
  if (typeof value !== 'object' || value === null) return false;
  const { snapshot, partly } = value as Partial<Position>;
  return isSnapshot(snapshot) && (partly === undefined || (isSnapshot(partly.upTo) && UUID.test(partly.after)));
}

/** Where each message of a batch leaves its reader: the last one at the end of the batch. Streams go up. */
export function positionsIn(from: string, to: string, streamIds: readonly string[]): Position[] {
  return streamIds.map((after, index) =>
    index === streamIds.length - 1 ? { snapshot: to } : { snapshot: from, partly: { upTo: to, after } },
  );
}
