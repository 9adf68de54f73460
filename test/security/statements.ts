import { libraryOfProgram } from '../support/compiled.js';

export interface Statements {
  /** The statements that are sent while something is done, in order. */
  of(what: () => Promise<unknown>): Promise<string[]>;
  end(): void;
}

/** What a process tells the others of how often it is asked: it goes by its own clock, whatever is asked. */
const byItself = /\brequests_counted\(/;

/** Watches what the connections of one name send to PostgreSQL. The program runs in this process, on its own `pg`. */
export async function watchStatements(applicationName: string): Promise<Statements> {
  const { default: pg } = await libraryOfProgram<typeof import('pg')>('pg');
  const { prototype } = pg.Client as unknown as { prototype: { query: (...parts: unknown[]) => unknown } };
  const original = prototype.query;
  let seen: string[] = [];
  prototype.query = function (this: { connectionParameters: { application_name?: string } }, ...parts) {
    const text = textOf(parts[0]);
    if (this.connectionParameters.application_name === applicationName && !byItself.test(text)) seen.push(text);
    return original.apply(this, parts);
  };
  return {
    of: async (what) => {
      seen = [];
      await what();
      return seen;
    },
    end: () => {
      prototype.query = original;
    },
  };
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  return String((statement as { text?: unknown }).text);
}
