import { DomainError } from '../../kernel/index.js';
import { staffOfSide } from '../identity/index.js';
import type { CaseFile } from './case-file.js';

/**
 * The people whom a message mentions: staff of the author's own side who read this ticket, and nobody else. Who is not
 * one of them, of another institution or nobody at all, gets the same answer.
 */
export async function mentioned(file: CaseFile, asked: readonly string[]): Promise<string[]> {
  if (asked.length === 0) return [];
  const ids = [...new Set(asked.map((id) => id.toLowerCase()))];
  const staff =
    file.side === 'requester' ? new Set() : new Set(await staffOfSide(file.tx, file.side, file.ticket.serviceId, ids));
  const errors = asked.flatMap((id, index) =>
    staff.has(id.toLowerCase())
      ? []
      : [
          {
            pointer: `/mentions/${String(index)}`,
            code: 'not_mentionable',
            message: 'Nobody of your side who reads this.',
          },
        ],
  );
  if (errors.length === 0) return ids;
  throw new DomainError({
    kind: 'unprocessable',
    code: 'not_mentionable',
    detail: 'Only colleagues of your own side who read this ticket can be mentioned.',
    errors,
  });
}
