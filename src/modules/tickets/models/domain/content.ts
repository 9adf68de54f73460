import type { FieldError } from '../../../../kernel/index.js';

/** The same words in both languages of the program. */
export interface Label {
  fr: string;
  en: string;
}

export const fieldTypes = ['text', 'longText', 'number', 'date', 'choice', 'boolean', 'person', 'email'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** One question of a form. */
export interface Field {
  key: string;
  type: FieldType;
  label: Label;
  required: boolean;
  /** Of a number its least and largest value, of a text its fewest and most characters. */
  min?: number | undefined;
  max?: number | undefined;
  choices?: { key: string; label: Label }[] | undefined;
}

/** Who decides before anybody works on it: a person, or any manager of the service. */
export interface Approver {
  kind: 'person' | 'manager';
  personId?: string | undefined;
}

export interface PlannedTask {
  title: string;
  /** The team or the function that it is for. */
  intendedFor?: string | undefined;
  mustBeDone: boolean;
}

/** What one version of a request model says. */
export interface ModelContent {
  name: Label;
  defaultTitle?: string | undefined;
  fields: Field[];
  approver?: Approver | undefined;
  tasks: PlannedTask[];
  /** The own target for the resolution, in working minutes of the requester's site. */
  targetMinutes?: number | undefined;
}

/** The most characters of a text for which nothing is said. */
export const LONGEST: Record<'text' | 'longText' | 'email', number> = { text: 500, longText: 4000, email: 320 };

/** What contradicts itself in a version whose members have the right form; all of it, with RFC 6901 pointers. */
export function flawsOfContent({ fields, approver }: ModelContent): FieldError[] {
  const keys = new Set<string>();
  const errors = fields.flatMap((field, index) => {
    const flaws = flawsOfField(field).map(([at, code, message]) => ({
      pointer: `/fields/${index}/${at}`,
      code,
      message,
    }));
    if (keys.has(field.key))
      flaws.push({ pointer: `/fields/${index}/key`, code: 'duplicate', message: 'two fields have this key' });
    keys.add(field.key);
    return flaws;
  });
  if ((approver?.kind === 'person') !== (approver?.personId !== undefined)) {
    errors.push({ pointer: '/approver/personId', code: 'bad_approver', message: 'goes with the kind "person"' });
  }
  return errors;
}

type Flaw = [at: string, code: string, message: string];

function flawsOfField({ type, min, max, choices }: Field): Flaw[] {
  const flaws: Flaw[] = [];
  const isText = type === 'text' || type === 'longText';
  if (!isText && type !== 'number') {
    if (min !== undefined) flaws.push(['min', 'no_bounds', `a ${type} has no bounds`]);
    if (max !== undefined) flaws.push(['max', 'no_bounds', `a ${type} has no bounds`]);
  }
  if (min !== undefined && max !== undefined && min > max) flaws.push(['max', 'bounds', 'is below "min"']);
  if (isText) {
    for (const [at, bound] of Object.entries({ min, max })) {
      const fits = bound === undefined || (Number.isInteger(bound) && bound >= 0 && bound <= LONGEST[type]);
      if (!fits) flaws.push([at, 'bounds', `a whole number of characters, ${LONGEST[type]} at most`]);
    }
  }
  if (type !== 'choice' && choices !== undefined) flaws.push(['choices', 'no_choices', `a ${type} has no choices`]);
  if (type === 'choice') {
    if (!choices || choices.length === 0) flaws.push(['choices', 'required', 'a choice needs at least one']);
    else if (new Set(choices.map(({ key }) => key)).size < choices.length)
      flaws.push(['choices', 'duplicate', 'two choices have the same key']);
  }
  return flaws;
}
