import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissions } from '../../identity/domain/permissions.js';
import { ticketEventTypes } from '../../tickets/domain/event-types.js';

/** Every `'ticket.something'` in the sources of tickets that is no permission, and no message of the live stream. */
function recordedTypes(): string[] {
  const root = 'src/modules/tickets';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(?<!\.spec)\.ts$/.test(file) && !file.endsWith('event-types.ts') && !file.startsWith('live/'),
  );
  const literals = files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return [...source.matchAll(/'((?:ticket|message|attachment|escalation|timer|approval|task)\.[a-z_]+)'/g)].map(
      ([, literal]) => literal!,
    );
  });
  return [...new Set(literals)].filter((literal) => !Object.hasOwn(permissions, literal)).sort();
}

describe('the list of what is recorded of a ticket', () => {
  it('is what the sources record, no more and no less', () => {
    expect([...ticketEventTypes].sort()).toEqual(recordedTypes());
  });
});
