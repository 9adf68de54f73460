import fc from 'fast-check';
import {
  actionKinds,
  parameterTypes,
  risks,
  runRoles,
  sharings,
  type ActionDocument,
  type Step,
} from '../../domain/action-document.js';
import type { ActionFile } from './action-file.js';

/** What a text may be made of that has, somewhere in a file, a meaning. */
const pieces = [
  '## Étapes',
  '## ',
  '##',
  '### voir: Voir',
  '#### plus bas',
  '# Titre',
  '**Attendu :** rien',
  '**Attendu:**',
  '**Expect:** nothing',
  '**Annuler :**',
  '**Undo:** no',
  '**Si** rien → fin',
  '**If** none -> end',
  '**Si**',
  '\\## échappé',
  '\\\\**Si** deux fois',
  '\\```',
  '```sql',
  '```',
  '````',
  '~~~',
  '~~~ sh',
  '---',
  '- un',
  '  - deux',
  '1. trois',
  '> cité',
  '>',
  '| a | b |',
  '    indenté',
  '\tindenté',
  '{{database}}',
  'key: valeur',
  'une phrase, « citée » : `code`',
  'select 1;',
  'fin de ligne  ',
  '',
  '',
  ' ',
  'é → è -> e',
  '&ancre *alias !tag %',
  '\u00a0',
];

/** As everything that is kept here: without blanks around it, and not empty. */
const trimmed = (text: string): boolean => text !== '' && text === text.trim();

export const texts = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'grapheme', maxLength: 12 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((lines) => lines.join('\n').replace(/\r/g, '').trim())
  .filter(trimmed);

const strange = [
  'yes',
  'null',
  '~',
  '012',
  '1e3',
  '2027-06-30',
  '09:00',
  '#a',
  '- a',
  '&a',
  '*a',
  '!a',
  '%a',
  '"',
  "'",
  'a: b',
  '{a',
  '[a',
  '---',
  'true',
  '<<',
  '@a',
  '`a',
  'a #b',
  '?',
  '0x1f',
  '.inf',
];
export const lines = fc
  .oneof(fc.constantFrom(...strange), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }))
  .map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').trim())
  .filter(trimmed);

const identifiers = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), fc.constantFrom('fin', 'end'));
const names = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,9}$/);
const numbers = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((n) => (n === 0 ? 0 : n));
const words = fc.record({ fr: lines, en: fc.option(lines) });
const some = <T>(one: fc.Arbitrary<T>, most = 3) => fc.array(one, { maxLength: most });

const steps: fc.Arbitrary<Step[]> = fc.uniqueArray(identifiers, { minLength: 1, maxLength: 4 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        title: lines,
        do: texts,
        expect: fc.option(texts),
        undo: fc.option(texts),
        branches: some(fc.record({ when: fc.oneof(lines, texts), to: fc.option(fc.constantFrom(...ids)) }), 2),
      }),
    ),
  ),
);

const documents: fc.Arbitrary<ActionDocument> = fc.record({
  kind: fc.constantFrom(...actionKinds),
  title: words,
  summary: texts,
  services: fc.array(fc.constantFrom('OAE', 'POD', 'NO', '12E4'), { minLength: 1, maxLength: 3 }),
  components: some(lines),
  triggers: fc.record({
    alerts: some(fc.dictionary(lines, lines, { minKeys: 1, maxKeys: 2 })),
    categories: some(lines),
    words: some(lines),
  }),
  risk: fc.constantFrom(...risks),
  runBy: fc.subarray([...runRoles], { minLength: 1 }),
  needsChange: fc.boolean(),
  minutes: fc.integer({ min: 1, max: 1440 }),
  prerequisites: some(texts),
  parameters: some(
    fc.record({
      name: names,
      type: fc.constantFrom(...parameterTypes),
      label: words,
      required: fc.boolean(),
      choices: some(lines),
      min: fc.option(numbers),
      max: fc.option(numbers),
    }),
  ),
  steps,
  verification: texts,
  results: some(
    fc.record({
      name: names,
      label: words,
      type: fc.constantFrom('number' as const, 'boolean' as const),
      unit: fc.option(lines),
      atLeast: fc.option(numbers),
      atMost: fc.option(numbers),
      is: fc.option(fc.boolean()),
    }),
  ),
  recurrence: fc.option(
    fc.record({
      rule: lines,
      time: fc.constantFrom('09:00', '23:59', '00:00'),
      move: fc.constantFrom('none' as const, 'next' as const, 'previous' as const),
    }),
  ),
  problems: some(fc.constantFrom('PRB-FUN-2026-00001', 'PRB-FUN-2026-00002')),
  documents: some(fc.record({ title: lines, url: fc.webUrl() })),
});

/** Whatever an action may say, and rather what is hard to write down. */
export const actionFiles: fc.Arbitrary<ActionFile> = fc.record({
  key: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
  sharing: fc.constantFrom(...sharings),
  reviewOn: fc.option(fc.constantFrom('2027-06-30', '2026-12-01')),
  document: documents,
});
