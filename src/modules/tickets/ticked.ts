import type { Transaction } from '../../database/index.js';
import { DomainError, isUuid } from '../../kernel/index.js';
import type { MessagesStore } from './stores/messages.store.js';

/** The ids of what was ticked. Each must be a text of this ticket that may cross. */
export async function tickedOf(
  tx: Transaction,
  messages: MessagesStore,
  ticketId: string,
  asked: readonly string[],
): Promise<string[]> {
  const aside = asked.includes('description') ? await messages.aside(tx, ticketId) : [];
  const description = aside.find(({ kind }) => kind === 'description');
  const ids = asked.map((id) => (id === 'description' ? (description?.id ?? id) : id.toLowerCase()));
  const found = await messages.some(tx, ticketId, ids.filter(isUuid));
  const errors = ids.flatMap((id, index) => {
    const message = found.find((one) => one.id === id);
    if (message && message.audience !== 'internal') return [];
    const code = message ? 'internal_message' : 'unknown_message';
    const text = message ? 'An internal note never leaves its side.' : 'No such message on this ticket.';
    return [{ pointer: `/messages/${index}`, code, message: text }];
  });
  if (errors.length > 0) {
    throw new DomainError({
      kind: 'unprocessable',
      code: 'cannot_cross',
      detail: 'Some of what was ticked cannot be sent.',
      errors,
    });
  }
  return [...new Set(ids)];
}
