import { accounts } from './catalogue/accounts.js';
import { actions } from './catalogue/actions.js';
import { agreements } from './catalogue/agreements.js';
import { changes } from './catalogue/changes.js';
import { desk } from './catalogue/desk.js';
import { mail } from './catalogue/mail.js';
import { record } from './catalogue/record.js';
import { tickets } from './catalogue/tickets.js';
import type { TableRule } from './rule.js';

/** Every table, with what it holds of people. From it the export of a person is made, and what an erasure is shown to reach. */
export const catalogue: Readonly<Record<string, TableRule>> = {
  ...accounts,
  ...tickets,
  ...desk,
  ...mail,
  ...agreements,
  ...changes,
  ...actions,
  ...record,
};

export function columnsOf({
  nothing = [],
  people = [],
  several = [],
  work = [],
  secrets = [],
  personal = {},
}: TableRule): string[] {
  return [...nothing, ...people, ...several, ...work, ...secrets, ...Object.keys(personal)];
}
