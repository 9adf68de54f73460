import { isIP } from 'node:net';
import { done, parseLocalDate, refused, type FieldError, type Outcome } from '../../../../kernel/index.js';
import type { ActionDocument, Parameter } from '../../domain/action-document.js';
import { namesInCode } from './code-places.js';

export type Values = Readonly<Record<string, string | number>>;

const LONGEST = 500;
const LARGEST = 1e15;
/** Control characters, ends of lines, and what turns the direction of writing: as in titles. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
/** What a shell reads as more than a part of a word, and the way up in a path. */
const COMMAND = /[;|&$\\`<>()\n]|\.\./;
/** What makes more than one word there, or another word than is written. */
const MORE_THAN_A_WORD = /[\s;|&$\\`<>()'"*?[\]{}!#~^]|\.\.|^-/u;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

type Flaw = [code: string, message: string];
const COMMAND_LIKE: Flaw = ['looks_like_command', 'holds what a shell would read as more than a word'];

/**
 * The values with which a run begins, by the names of the parameters that its version declares. Nothing here is ever
 * executed, but people copy what they read: so what a shell would read as more than a word is refused of every type but
 * text, and of a text that a step shows in code anything but one plain word.
 *
 * Refused (422), each with its pointer: a required one that is missing, one that is not declared, a value that is not of its
 * type, out of bounds, or looks like a command.
 */
export function checkParameters(
  document: Pick<ActionDocument, 'parameters' | 'steps' | 'verification' | 'prerequisites' | 'summary'>,
  given: Readonly<Record<string, unknown>>,
): Outcome<Values> {
  const inCode = namesShownInCode(document);
  const errors: FieldError[] = [];
  const values: Record<string, string | number> = {};
  const declared = new Set(document.parameters.map(({ name }) => name));
  for (const name of Object.keys(given))
    if (!declared.has(name)) errors.push(errorAt(name, ['unknown_parameter', 'is no parameter of this action']));
  for (const parameter of document.parameters) {
    const { name, required } = parameter;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === null || value === '') {
      if (required) errors.push(errorAt(name, ['required', 'has to be given']));
      continue;
    }
    const flaw = flawOf(parameter, value, inCode.has(name));
    if (flaw) errors.push(errorAt(name, flaw));
    else values[name] = value as string | number;
  }
  if (errors.length === 0) return done(values);
  const detail = 'The parameters of the run cannot be used.';
  return refused({ kind: 'unprocessable', code: 'invalid_parameters', detail, errors });
}

function namesShownInCode({
  steps,
  verification,
  prerequisites,
  summary,
}: Pick<ActionDocument, 'steps' | 'verification' | 'prerequisites' | 'summary'>): Set<string> {
  const texts = [summary, verification, ...prerequisites];
  for (const { do: what, expect, undo } of steps) texts.push(what, expect ?? '', undo ?? '');
  return new Set(texts.flatMap((text) => [...namesInCode(text)]));
}

function flawOf(parameter: Parameter, value: unknown, isInCode: boolean): Flaw | undefined {
  if (parameter.type === 'number') return numberFlaw(parameter, value);
  if (typeof value !== 'string') return ['not_text', 'must be text'];
  if (value.length > LONGEST) return ['too_long', `must not be longer than ${String(LONGEST)} characters`];
  if (parameter.type !== 'text' && COMMAND.test(value)) return COMMAND_LIKE;
  if (UNSEEN.test(value)) return ['control_characters', 'must be one line, without control characters'];
  switch (parameter.type) {
    case 'text':
      if (value.trim() === '') return ['blank', 'must say something'];
      return isInCode && MORE_THAN_A_WORD.test(value)
        ? ['looks_like_command', 'stands in a command: it must be one plain word']
        : undefined;
    case 'date':
      return parseLocalDate(value) !== undefined
        ? undefined
        : ['not_a_date', 'must be a date that exists, as 2026-03-10'];
    case 'choice':
      return parameter.choices.includes(value) ? undefined : ['not_a_choice', 'must be one of the choices'];
    case 'host':
      return isHost(value) ? undefined : ['not_a_host', 'must be the name of a host (RFC 1123) or an address'];
    case 'identifier':
      return IDENTIFIER.test(value)
        ? undefined
        : ['not_an_identifier', 'must begin with a letter, then letters, digits, dots, dashes and underscores'];
  }
}

function numberFlaw({ min, max }: Parameter, value: unknown): Flaw | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > LARGEST)
    return ['not_a_number', 'must be a number'];
  if ((min !== null && value < min) || (max !== null && value > max)) return ['out_of_bounds', 'is out of bounds'];
  return undefined;
}

/** RFC 1123, 2.1: labels of letters, digits and dashes; a last label of digits would be an address. */
function isHost(value: string): boolean {
  // an address with a zone names an interface of one machine
  if (isIP(value) !== 0) return !value.includes('%');
  const labels = value.split('.');
  return value.length <= 253 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

function errorAt(name: string, [code, message]: Flaw): FieldError {
  const pointer = `/parameters/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { pointer, code, message };
}
