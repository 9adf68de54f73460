import { formatInstant } from '../http/index.js';
import { CannotStart } from '../installation.js';
import { JobQueue } from '../jobs/index.js';
import { beside } from './application.js';
import { wordsOf, type Environment } from './settings.js';
import { tableOf } from './table.js';

const usage = `npm run admin -- jobs <command> [--json]

  jobs dead           the jobs that failed for good: which, when, and what kind of error it was (what it said is in the log)
  jobs retry ID|--all lets one of them be done again, or all; one that is not dead is left as it is

  Jobs are looked for where they are kept: in PostgreSQL, or where REDIS_URL says. The program may be running.`;

/** What the queue gave up, for whoever runs an installation. A job carries ids only. */
export async function jobsCommand(words: readonly string[], environment: Environment): Promise<number> {
  const [what = '', ...rest] = words;
  if (what === 'dead') return dead(rest, environment);
  if (what === 'retry') return retry(rest, environment);
  console.log(usage);
  return words.length === 0 ? 0 : 2;
}

function dead(words: string[], environment: Environment): Promise<number> {
  const { json } = wordsOf({ args: words, options: { json: { type: 'boolean' } } }).values;
  return beside(environment, async (app) => {
    const { jobs, count } = await app.get(JobQueue).dead();
    if (json === true) console.log(JSON.stringify({ count, jobs }, null, 2));
    else if (count === 0) console.log('no job is dead');
    else {
      const rows = jobs.map((one) => [
        one.name,
        formatInstant(one.failedAt),
        String(one.attempts),
        one.errorKind,
        one.id,
      ]);
      console.log(tableOf(['job', 'failed at', 'attempts', 'error', 'id'], rows));
      if (count > jobs.length) console.log(`and ${String(count - jobs.length)} more`);
    }
    return 0;
  });
}

function retry(words: string[], environment: Environment): Promise<number> {
  const { values, positionals } = wordsOf({
    args: words,
    options: { all: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [id] = positionals;
  if ((id === undefined) === !values.all || positionals.length > 1)
    throw new CannotStart('One of ID and --all is needed.');
  return beside(environment, async (app) => {
    const retried = await app.get(JobQueue).retryDead(id);
    if (values.json === true) console.log(JSON.stringify({ retried }));
    else if (retried === 0) console.log('nothing is dead there: nothing was changed');
    else console.log(`${String(retried)} dead before, done again as soon as the program runs`);
    return 0;
  });
}
