import { parameterTypes, type Parameter, type ResultField } from '../action-document.js';
import type { Reading } from './reading.js';

// What is filled in when a run begins, and what a control measures.

const MOST_PARAMETERS = 20;
const MOST_CHOICES = 50;
const MOST_RESULTS = 20;
/** Each is as long as a value once it is filled in. */
const MOST_PLACES = 1000;
const NAME = /^[a-z][a-zA-Z0-9]{0,39}$/;
const NAME_FORM = 'A small letter, then letters and digits, at most 40.';

/** Declared once each; texts of the document name no other one. */
export function readParameters(reading: Reading, value: unknown): Parameter[] {
  const parameters = reading.each(value, '/parameters', { most: MOST_PARAMETERS }, (item, pointer) =>
    readParameter(reading, item, pointer),
  );
  reading.unique(
    parameters.map(({ name }) => name),
    (index) => `/parameters/${String(index)}/name`,
    'parameter_twice',
  );
  return parameters;
}

/** To be asked when everything else was read. */
export function checkUsed(reading: Reading, parameters: readonly Parameter[]): void {
  const declared = new Set(parameters.map(({ name }) => name));
  if (reading.used.length > MOST_PLACES)
    reading.wrong('', 'too_many_places', `Parameters stand at most ${String(MOST_PLACES)} times in a document.`);
  for (const { name, pointer } of reading.used)
    if (!declared.has(name)) reading.wrong(pointer, 'parameter_undeclared', 'A name between braces is a parameter.');
}

export function readResults(reading: Reading, value: unknown, isControl: boolean): ResultField[] {
  const results = reading.each(value, '/results', { most: MOST_RESULTS }, (item, pointer) =>
    readResult(reading, item, pointer),
  );
  const names = results.map(({ name }) => name);
  reading.unique(names, (index) => `/results/${String(index)}/name`, 'result_twice');
  const isThere = Array.isArray(value) && value.length > 0;
  if (isControl && !isThere) reading.wrong('/results', 'results_missing', 'A control measures something.');
  if (!isControl && isThere) reading.wrong('/results', 'results_of_a_control', 'Only a control measures something.');
  return results;
}

function readParameter(reading: Reading, value: unknown, pointer: string): Parameter {
  const said = reading.members(value, pointer, ['name', 'type', 'label', 'required', 'choices', 'min', 'max']);
  const name = reading.named(said['name'], `${pointer}/name`, NAME, NAME_FORM);
  const type = reading.oneOf(said['type'], `${pointer}/type`, parameterTypes);
  const choices = reading.each(said['choices'], `${pointer}/choices`, { most: MOST_CHOICES }, (one, place) =>
    reading.line(one, place, 100),
  );
  reading.unique(choices, (index) => `${pointer}/choices/${String(index)}`, 'choice_twice');
  const isChoice = type === 'choice';
  if (isChoice !== choices.length > 0)
    reading.wrong(`${pointer}/choices`, 'choices_of_a_choice', 'A choice has choices, and nothing else has.');
  const [min, max] = bounds(reading, said, pointer, ['min', 'max'], type === 'number');
  return {
    name,
    type,
    label: said['label'] === undefined ? { fr: name, en: null } : reading.bilingual(said['label'], `${pointer}/label`),
    required: reading.yesOrNo(said['required'], `${pointer}/required`, false),
    choices,
    min,
    max,
  };
}

function readResult(reading: Reading, value: unknown, pointer: string): ResultField {
  const said = reading.members(value, pointer, ['name', 'label', 'type', 'unit', 'atLeast', 'atMost', 'is']);
  const name = reading.named(said['name'], `${pointer}/name`, NAME, NAME_FORM);
  const type = reading.oneOf(said['type'], `${pointer}/type`, ['number', 'boolean']);
  const isNumber = type === 'number';
  const [atLeast, atMost] = bounds(reading, said, pointer, ['atLeast', 'atMost'], isNumber);
  const good = said['is'] ?? null;
  if (isNumber && good !== null) reading.wrong(`${pointer}/is`, 'of_a_yes_or_no', 'Only a yes or no has a good one.');
  return {
    name,
    label: said['label'] === undefined ? { fr: name, en: null } : reading.bilingual(said['label'], `${pointer}/label`),
    type,
    unit: reading.perhaps(said['unit'], (unit) => reading.line(unit, `${pointer}/unit`, 40)),
    atLeast,
    atMost,
    is: isNumber ? null : reading.yesOrNo(good, `${pointer}/is`, true),
  };
}

function bounds(
  reading: Reading,
  said: Readonly<Record<string, unknown>>,
  pointer: string,
  [low, high]: readonly [string, string],
  isNumber: boolean,
): [number | null, number | null] {
  const [least, most] = [low, high].map((name) =>
    reading.perhaps(said[name], (one) => reading.number(one, `${pointer}/${name}`)),
  );
  if (!isNumber && (least !== null || most !== null))
    reading.wrong(pointer, 'bounds_of_a_number', 'Only a number has bounds.');
  if (typeof least === 'number' && typeof most === 'number' && least > most)
    reading.wrong(`${pointer}/${high}`, 'bounds_crossed', 'The upper bound is not below the lower one.');
  return [least ?? null, most ?? null];
}
