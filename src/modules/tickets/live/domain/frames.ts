/** What happened on one ticket, or on something else of which streams are told, as far as one reader may know it. */
export interface Change {
  /** Never leaves the server by itself: what names it does. */
  streamId: string;
  /** Of the message, as `ticket.changed`. */
  type: string;
  /** By what a client knows it: its reference, or its id. */
  named: Readonly<Record<string, string>>;
  version: number;
  events: { id: string; type: string }[];
}

/** How long a client waits before it comes back. */
const RETRY_MILLISECONDS = 3000;

// Server-sent events, as the HTML standard writes them (9.2.6, "Interpreting an event stream"). JSON has no line breaks.

/** The first thing on a stream. */
export const opening = `retry: ${String(RETRY_MILLISECONDS)}\n\n`;

/** From here on everything is told. */
export const ready = (id: string) => frame(id, { type: 'ready' });

/** Something may be missing: read again what is shown. */
export const reset = (id: string) => frame(id, { type: 'reset' });

export const changed = (id: string, { type, named, version, events }: Change) =>
  frame(id, { type, ...named, version, events });

/** Keeps the connection, and the position of whoever has not heard anything for long: without data nothing is fired. */
export const heartbeat = (id: string) => `:\nid: ${id}\n\n`;

function frame(id: string, data: object): string {
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
