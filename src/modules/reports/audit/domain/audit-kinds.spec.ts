import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { permissions } from '../../../identity/domain/permissions.js';
import { auditKindNames, familiesOf, kindOf, kindsFor } from './audit-kinds.js';

/** First words of literals in the sources that look like types of events and are none. */
const others = [
  // columns, and headers of mails
  ...['p', 'c', 't', 's', 'r', 'agent', 'requester', 'header', 'smtp'],
  // files and packages
  ...['ical', 'invitation', 'package', 'postgres', 'postmaster', 'secret', 'superuser', 'guichet', 'manifest'],
];

/** Every `'word.word_word'` of the sources that is no permission. */
function literals(): string[] {
  const root = 'src';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.spec|^demo|^admin|audit-kinds/.test(file),
  );
  const found = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, literal]) => literal ?? ''),
  );
  return [...new Set(found)].filter((literal) => !Object.hasOwn(permissions, literal)).sort();
}

it('every type of event that the program records is shown to somebody, by a decision', () => {
  const undecided = literals().filter(
    (literal) => kindOf(literal) === undefined && !others.includes(literal.split('.')[0] ?? ''),
  );
  expect(undecided).toEqual([]);
});

it('an admin is shown what concerns agreements, people and rights, and an auditor the rest too', () => {
  const types = ['agreement.version_accepted', 'person.left', 'role.granted', 'token.made', 'institution.changed'];
  const work = [
    'ticket.opened',
    'message.posted',
    'recurring.paused',
    'change.voted',
    'run.finished',
    'verdict.settled',
  ];
  const admins = kindsFor({ isAuditor: false });
  const shown = (type: string) => admins.includes(kindOf(type)!);
  expect([types.every(shown), work.some(shown)]).toEqual([true, false]);
  expect(kindsFor({ isAuditor: true })).toEqual(auditKindNames);
  expect(kindOf('somebody.else')).toBeUndefined();
});

it('no first word stands in two kinds', () => {
  const families = familiesOf(auditKindNames);
  expect(new Set(families).size).toBe(families.length);
});
