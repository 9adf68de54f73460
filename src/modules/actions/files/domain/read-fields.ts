import type { ActionDocument, Parameter, ResultField } from '../../domain/action-document.js';
import type { ActionFile, Findings } from './action-file.js';
import { Fields } from './fields.js';
import type { FrontMatter } from './front-matter.js';

type FromFields = Omit<ActionDocument, 'summary' | 'prerequisites' | 'steps' | 'verification'>;

/** What an action has in the front matter of its file. */
export const fieldNames = [
  'key',
  'kind',
  'title',
  'services',
  'components',
  'sharing',
  'risk',
  'runBy',
  'needsChange',
  'minutes',
  'reviewOn',
  'triggers',
  'parameters',
  'results',
  'recurrence',
  'problems',
  'documents',
] as const;
const LANGUAGES = ['fr', 'en'];

/**
 * The part of an action that stands in the front matter. Its words of a closed set are passed on as they are: what is none of
 * them is refused with everything else that is wrong, when the whole is checked.
 */
export function readFields(
  { map, lineAt }: FrontMatter,
  findings: Findings,
): Omit<ActionFile, 'document'> & { document: FromFields } {
  const fields = new Fields(map, [], findings, lineAt, fieldNames);
  const triggers = fields.one('triggers', ['alerts', 'categories', 'words']);
  const recurrence = fields.one('recurrence', ['rule', 'time', 'move']);
  return {
    key: fields.required('key', fields.text('key'), ''),
    sharing: (fields.text('sharing') ?? 'internal') as ActionFile['sharing'],
    reviewOn: fields.text('reviewOn'),
    document: {
      kind: fields.required('kind', fields.text('kind'), '') as ActionDocument['kind'],
      title: fields.required('title', words(fields, 'title'), { fr: '', en: null }),
      services: fields.required('services', fields.has('services') ? fields.texts('services') : null, []),
      components: fields.texts('components'),
      triggers: {
        alerts: triggers?.textMaps('alerts') ?? [],
        categories: triggers?.texts('categories') ?? [],
        words: triggers?.texts('words') ?? [],
      },
      risk: fields.required('risk', fields.text('risk'), '') as ActionDocument['risk'],
      runBy: fields.required(
        'runBy',
        fields.has('runBy') ? fields.texts('runBy') : null,
        [],
      ) as ActionDocument['runBy'],
      needsChange: fields.boolean('needsChange') ?? false,
      minutes: fields.required('minutes', fields.number('minutes'), 0),
      parameters: fields.many('parameters', PARAMETER).map(parameterIn),
      results: fields.many('results', RESULT).map(resultIn),
      recurrence: recurrence
        ? {
            rule: recurrence.required('rule', recurrence.text('rule'), ''),
            time: recurrence.required('time', recurrence.text('time'), ''),
            move: (recurrence.text('move') ?? 'none') as 'none' | 'next' | 'previous',
          }
        : null,
      problems: fields.texts('problems'),
      documents: fields.many('documents', ['title', 'url']).map((one) => ({
        title: one.required('title', one.text('title'), ''),
        url: one.required('url', one.text('url'), ''),
      })),
    },
  };
}

const PARAMETER = ['name', 'type', 'label', 'required', 'choices', 'min', 'max'];
const parameterIn = (one: Fields): Parameter => ({
  name: one.required('name', one.text('name'), ''),
  type: one.required('type', one.text('type'), '') as Parameter['type'],
  label: one.required('label', words(one, 'label'), { fr: '', en: null }),
  required: one.boolean('required') ?? false,
  choices: one.texts('choices'),
  min: one.number('min'),
  max: one.number('max'),
});

const RESULT = ['name', 'label', 'type', 'unit', 'atLeast', 'atMost', 'is'];
const resultIn = (one: Fields): ResultField => ({
  name: one.required('name', one.text('name'), ''),
  label: one.required('label', words(one, 'label'), { fr: '', en: null }),
  type: one.required('type', one.text('type'), '') as ResultField['type'],
  unit: one.text('unit'),
  atLeast: one.number('atLeast'),
  atMost: one.number('atMost'),
  is: one.boolean('is'),
});

/** In French, and perhaps in English. */
function words(fields: Fields, name: string): { fr: string; en: string | null } | null {
  const both = fields.one(name, LANGUAGES);
  return both ? { fr: both.required('fr', both.text('fr'), ''), en: both.text('en') } : null;
}
