import { done, refused, type Outcome } from '../../../kernel/index.js';
import { parseRecurrence } from '../../service-hours/index.js';
import {
  actionKinds,
  risks,
  runRoles,
  type ActionDocument,
  type ActionKind,
  type Recurrence,
  type Triggers,
} from './action-document.js';
import { Reading } from './checking/reading.js';
import { readSteps } from './checking/steps.js';
import { checkUsed, readParameters, readResults } from './checking/values.js';

const MOST_BYTES = 200_000;
const SERVICE = /^[A-Z0-9][A-Z0-9_-]{0,49}$/i;
const COMPONENT = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,49}$/u;
const CATEGORY = /^[a-z0-9][a-z0-9-]{0,39}$/;
const PROBLEM = /^PRB-[A-Z0-9]{2,12}-\d{4}-\d{5,12}$/;
const LABEL = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** From where a recurrence is asked whether it ever comes, when nobody says from when it counts. */
const SOME_DAY = '2026-01-01';

const fields: readonly (keyof ActionDocument)[] = [
  'kind',
  'title',
  'summary',
  'services',
  'components',
  'triggers',
  'risk',
  'runBy',
  'needsChange',
  'minutes',
  'prerequisites',
  'parameters',
  'steps',
  'verification',
  'results',
  'recurrence',
  'problems',
  'documents',
];

/**
 * What somebody said an action is, as a document in its one form: texts trimmed, what was left out filled in. Refused (422)
 * with everything that is wrong, each with a pointer into the document: what is missing or of another type, steps that lead
 * back (`step_loop`) or nowhere (`step_unknown`), HTML and links to scripts, parameters that nobody declared, a recurrence
 * that never comes or comes more often than daily, and whatever is too long. Whether services, components and problems
 * exist, the catalogue says.
 *
 * @param startsOn local date from which a recurrence must come
 */
export function checkDocument(said: unknown, startsOn = SOME_DAY): Outcome<ActionDocument> {
  const reading = new Reading();
  const document = read(reading, reading.members(said, '', fields), startsOn);
  if (reading.errors.length === 0 && new TextEncoder().encode(JSON.stringify(document)).length > MOST_BYTES)
    reading.wrong('', 'too_large', `A document has at most ${String(MOST_BYTES)} bytes.`);
  const [first] = reading.errors;
  if (!first) return done(document);
  const detail = 'This is no action that somebody could follow.';
  return refused({ kind: 'unprocessable', code: first.code, detail, errors: reading.errors });
}

function read(reading: Reading, said: Readonly<Record<string, unknown>>, startsOn: string): ActionDocument {
  const kind = reading.oneOf(said['kind'], '/kind', actionKinds);
  const codes = (name: string, most: number, least: number, form: RegExp, message: string) => {
    const read = reading.each(said[name], `/${name}`, { least, most }, (one, pointer) =>
      reading.named(one, pointer, form, message),
    );
    reading.unique(read, (index) => `/${name}/${String(index)}`, 'named_twice');
    return read;
  };
  const parameters = readParameters(reading, said['parameters']);
  const document: ActionDocument = {
    kind,
    title: reading.bilingual(said['title'], '/title'),
    summary: reading.markdown(said['summary'], '/summary', false),
    services: codes('services', 20, 1, SERVICE, 'The code of a service.'),
    components: codes('components', 50, 0, COMPONENT, 'The code of a component.'),
    triggers: readTriggers(reading, said['triggers'] ?? {}),
    risk: reading.oneOf(said['risk'], '/risk', risks),
    runBy: reading.each(said['runBy'], '/runBy', { least: 1, most: runRoles.length }, (role, pointer) =>
      reading.oneOf(role, pointer, runRoles),
    ),
    needsChange: reading.yesOrNo(said['needsChange'], '/needsChange', false),
    minutes: reading.whole(said['minutes'], '/minutes', 1, 1440),
    prerequisites: reading.each(said['prerequisites'], '/prerequisites', { most: 50 }, (one, pointer) =>
      reading.markdown(one, pointer, true, 2000),
    ),
    parameters,
    steps: readSteps(reading, said['steps']),
    verification: reading.markdown(said['verification'], '/verification', false),
    results: readResults(reading, said['results'], kind === 'control'),
    recurrence: reading.perhaps(said['recurrence'], (one) => readRecurrence(reading, one, kind, startsOn)),
    problems: codes('problems', 20, 0, PROBLEM, 'The reference of a problem.'),
    documents: reading.each(said['documents'], '/documents', { most: 30 }, (one, pointer) => {
      const { title, url } = reading.members(one, pointer, ['title', 'url']);
      return { title: reading.line(title, `${pointer}/title`), url: readUrl(reading, url, `${pointer}/url`) };
    }),
  };
  reading.unique(document.runBy, (index) => `/runBy/${String(index)}`, 'named_twice');
  checkUsed(reading, parameters);
  return document;
}

function readTriggers(reading: Reading, value: unknown): Triggers {
  const said = reading.members(value, '/triggers', ['alerts', 'categories', 'words']);
  const alerts = reading.each(said['alerts'], '/triggers/alerts', { most: 20 }, (one, pointer) => {
    const labels = typeof one === 'object' && one !== null ? Object.keys(one) : [];
    const known = labels.filter((name) => LABEL.test(name));
    const said = reading.members(one, pointer, known);
    if (known.length === 0) reading.wrong(pointer, 'empty', 'At least one label.');
    if (known.length > 20) reading.wrong(pointer, 'too_many', 'There are at most 20.');
    return Object.fromEntries(
      known.slice(0, 20).map((name) => [name, reading.line(said[name], `${pointer}/${name}`)] as const),
    );
  });
  const categories = reading.each(said['categories'], '/triggers/categories', { most: 20 }, (one, pointer) =>
    reading.named(one, pointer, CATEGORY, 'Small letters, digits and hyphens, at most 40.'),
  );
  const words = reading.each(said['words'], '/triggers/words', { most: 40 }, (one, pointer) => {
    const word = reading.line(one, pointer, 100);
    if (word !== '' && !/[\p{L}\p{N}]/u.test(word)) reading.wrong(pointer, 'no_word', 'There is no word in this.');
    return word;
  });
  reading.unique(categories, (index) => `/triggers/categories/${String(index)}`, 'named_twice');
  reading.unique(words, (index) => `/triggers/words/${String(index)}`, 'named_twice');
  return { alerts, categories, words };
}

/** Its rule as the house keeps rules. */
function readRecurrence(reading: Reading, value: unknown, kind: ActionKind, startsOn: string): Recurrence {
  if (kind !== 'control' && kind !== 'preventive')
    reading.wrong('/recurrence', 'recurrence_of_another_kind', 'Only preventive actions and controls recur.');
  const said = reading.members(value, '/recurrence', ['rule', 'time', 'move']);
  const rule = typeof said['rule'] === 'string' ? said['rule'] : '';
  const time = typeof said['time'] === 'string' ? said['time'] : '';
  const parsed = parseRecurrence({ rule, startsOn, atTime: time, timeZone: 'UTC' });
  const pointers = new Map([
    ['/recurrence', '/recurrence/rule'],
    ['/atTime', '/recurrence/time'],
  ]);
  for (const { pointer, code, message } of parsed.ok ? [] : (parsed.refusal.errors ?? []))
    reading.wrong(pointers.get(pointer) ?? '/recurrence', code, message);
  return {
    rule: parsed.ok ? parsed.value.rule : rule,
    time,
    move:
      said['move'] === undefined
        ? 'none'
        : reading.oneOf(said['move'], '/recurrence/move', ['none', 'next', 'previous']),
  };
}

function readUrl(reading: Reading, value: unknown, pointer: string): string {
  const url = reading.line(value, pointer, 2000);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (url !== '' && (!isWeb || /\s/.test(url) || parsed.username !== '' || parsed.password !== ''))
    reading.wrong(pointer, 'not_a_web_address', 'An address that begins with http or https, without a name in it.');
  return url;
}
