import { DomainError, notFound, type FieldError } from '../kernel/index.js';
import { type FastifyServer } from './fastify.js';
import { pointerTo } from './json-pointer.js';

/**
 * Refuses, before anything reads it, text that PostgreSQL cannot hold (NUL) or that is no text (half a surrogate pair),
 * names that every JavaScript object already answers to (`__proto__`, `constructor`, `toString`: a validator would see
 * the inherited member instead of the field), and nesting that no input of ours needs.
 */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const DEEPEST = 32;
const MOST_ERRORS = 50;

export function isStorableText(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** Everything in a parsed body or query that must not come in; walks without recursion. */
export function flawsOf(input: unknown): FieldError[] {
  const flaws: FieldError[] = [];
  const pending: [value: unknown, path: string[]][] = [[input, []]];
  for (let next = pending.pop(); next && flaws.length < MOST_ERRORS; next = pending.pop()) {
    const [value, path] = next;
    if (typeof value === 'string' && !isStorableText(value)) flaws.push(flaw(path, 'unstorable_text'));
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if (path.length >= DEEPEST) {
      flaws.push(flaw(path, 'too_deep'));
      continue;
    }
    for (const [name, member] of Object.entries(value).reverse()) {
      if (!isStorableText(name)) flaws.push(flaw(path, 'unstorable_text'));
      else if (!Array.isArray(value) && (name in Object.prototype || name === 'prototype'))
        flaws.push(flaw([...path, name], 'unknown_field'));
      else if (member !== null && typeof member !== 'number') pending.push([member, [...path, name]]);
    }
  }
  return flaws;
}

export function refuseFlaws(input: unknown): void {
  const errors = flawsOf(input);
  if (errors.length === 0) return;
  throw new DomainError({ kind: 'malformed', code: 'invalid_input', detail: 'The input is not valid.', errors });
}

export function useTextGuard(server: FastifyServer): void {
  server.addHook('preValidation', (request, _reply, done) => {
    try {
      // what is in a path names a thing, and no thing has such a name
      if (flawsOf(request.params).length > 0) throw notFound();
      refuseFlaws(request.query);
      refuseFlaws(request.body);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

const messages = {
  unstorable_text: 'holds a NUL character or half a surrogate pair',
  unknown_field: 'is not known here',
  too_deep: 'is nested too deeply',
} as const;

function flaw(path: string[], code: keyof typeof messages): FieldError {
  return { pointer: pointerTo(path), code, message: messages[code] };
}
