import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { placeholders, render, unknownPlaceholders } from './placeholders.js';

const values = { 'requester.name': 'Ada', reference: 'ULCO-2026-00042', 'service.name': 'OAE', 'agent.name': 'Bea' };

describe('a canned answer', () => {
  it('is filled in', () => {
    expect(render('{requester.name}: {reference} ({service.name}), {agent.name}', values)).toBe(
      'Ada: ULCO-2026-00042 (OAE), Bea',
    );
  });

  it.each(['{', '}', '{}', '{ reference }', '{"a": 1}', '{1}', '${x y}', '{{', '{{2}}', '%s'])(
    'keeps %p, which is text',
    (text) => {
      expect([unknownPlaceholders(text), render(text, values)]).toEqual([[], text]);
    },
  );

  it.each(['requester.email', 'constructor', 'toString', 'requester', 'agent.name.x'])('refuses {%s}', (name) => {
    expect(unknownPlaceholders(`Bonjour {${name}} {${name}}`)).toEqual([name]);
    expect(render(`{${name}}`, values)).toBe(`{${name}}`);
  });

  it('holds the values as they are, whatever they look like, and each on one line', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...placeholders), (value, name) => {
        const all = { ...values, [name]: value };
        const rendered = render(`<{${name}}>`, all);
        expect(rendered).toBe(`<${value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}>`);
      }),
    );
    expect(render('{requester.name}', { ...values, 'requester.name': "{agent.name} $& $1 $'" })).toBe(
      "{agent.name} $& $1 $'",
    );
    expect(render('{requester.name}', { ...values, 'requester.name': 'Ada\r\nDe: x' })).toBe('Ada De: x');
  });
});
