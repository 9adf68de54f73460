/**
 * What of an action's file can be followed by a program: its steps, where they lead, and the commands in them. Just
 * enough of the format is read for that; no code is shared with the program's own reader, which judges the rest.
 *
 * @typedef {{ sql: string[], leadsTo: string[], undo: string[] }} Step statements, steps it branches to, statements
 *   under "Annuler"
 * @typedef {{ steps: Map<string, Step>, verification: string[] }} Action
 */
import { readFileSync } from 'node:fs';

const HEADING = /^### ([a-z][a-z0-9-]*): /;
const BRANCH = /^\*\*Si\*\* .* → (\S+)$/;
const UNDO = /^\*\*Annuler :\*\*/;
const OTHER_LABEL = /^\*\*(Attendu|Si)/;

/** @returns {Action} */
export function readAction(path) {
  const steps = new Map();
  const verification = [];
  let section = '';
  let step;
  let into = [];
  let block;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (block) {
      if (line !== '```') block.push(line);
      else {
        into.push(...statements(block.join('\n')));
        block = undefined;
      }
      continue;
    }
    const id = HEADING.exec(line)?.[1];
    if (line.startsWith('## ')) {
      section = line.slice(3);
      into = section === 'Vérification' ? verification : [];
    } else if (id !== undefined && section === 'Étapes') {
      steps.set(id, (step = { sql: [], leadsTo: [], undo: [] }));
      into = step.sql;
    } else if (line === '```sql') block = [];
    else if (step && section === 'Étapes') {
      const leadsTo = BRANCH.exec(line)?.[1];
      if (leadsTo !== undefined) step.leadsTo.push(leadsTo);
      if (UNDO.test(line)) into = step.undo;
      else if (OTHER_LABEL.test(line)) into = step.sql;
    }
  }
  return { steps, verification };
}

/** PostgreSQL runs several statements sent at once as one transaction, in which there is no vacuum: one at a time. */
function statements(sql) {
  return sql
    .split(/;[ \t]*(?:\n|$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

export function filledIn(sql, parameters) {
  return sql.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`the parameter ${name} is not known at this step`);
    return String(value);
  });
}
