import { ParkedStreams } from '../events/index.js';
import { formatInstant } from '../http/index.js';
import { CannotStart } from '../installation.js';
import { beside } from './application.js';
import { wordsOf, type Environment } from './settings.js';
import { tableOf } from './table.js';

const usage = `npm run admin -- events <command> [--json]

  events parked       the streams that a consumer left alone after failing eight times in a row: which, since when, and what
                      kind of error it was (what it said is in the log)
  events retry STREAM|--consumer NAME|--all
                      lets consumers go on in them, within seconds where the program runs: in one stream (its id, or the
                      reference of what it is about), in all of one consumer, or everywhere; again changes nothing

  The program may be running.`;

/** What stopped the consumers of the record, for whoever runs an installation. They read no text of anybody. */
export async function eventsCommand(words: readonly string[], environment: Environment): Promise<number> {
  const [what = '', ...rest] = words;
  if (what === 'parked') return parked(rest, environment);
  if (what === 'retry') return retry(rest, environment);
  console.log(usage);
  return words.length === 0 ? 0 : 2;
}

function parked(words: string[], environment: Environment): Promise<number> {
  const { json } = wordsOf({ args: words, options: { json: { type: 'boolean' } } }).values;
  return beside(environment, async (app) => {
    const { streams, count } = await app.get(ParkedStreams).list();
    if (json === true) console.log(JSON.stringify({ count, streams }, null, 2));
    else if (count === 0) console.log('nothing is parked');
    else {
      const head = ['consumer', 'kind', 'reference', 'stream', 'for', 'parked at', 'attempts', 'error'];
      const rows = streams.map((one) => [
        one.consumer,
        one.kind,
        one.reference ?? '-',
        one.streamId,
        one.institution,
        formatInstant(one.parkedAt),
        String(one.attempts),
        one.errorKind,
      ]);
      console.log(tableOf(head, rows));
      if (count > streams.length) console.log(`and ${String(count - streams.length)} more`);
    }
    return 0;
  });
}

function retry(words: string[], environment: Environment): Promise<number> {
  const { values, positionals } = wordsOf({
    args: words,
    options: { consumer: { type: 'string' }, all: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [stream] = positionals;
  const { consumer, all = false, json = false } = values;
  if ([stream !== undefined, consumer !== undefined, all].filter(Boolean).length !== 1 || positionals.length > 1)
    throw new CannotStart('One of STREAM, --consumer NAME and --all is needed.');
  const which = { ...(stream === undefined ? {} : { stream }), ...(consumer === undefined ? {} : { consumer }) };
  return beside(environment, async (app) => {
    const retried = await app.get(ParkedStreams).retry(which);
    if (json) console.log(JSON.stringify({ retried }));
    else if (retried === 0) console.log('nothing is parked there: nothing was changed');
    else console.log(`${String(retried)} parked before, tried again within seconds where the program runs`);
    return 0;
  });
}
