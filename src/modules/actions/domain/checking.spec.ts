import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { saidDocument } from '../document.spec-support.js';
import type { ActionDocument } from './action-document.js';
import { checkDocument } from './checking.js';

const errorsOf = (said: unknown) => {
  const checked = checkDocument(said);
  return checked.ok ? [] : (checked.refusal.errors ?? []).map(({ code, pointer }) => `${code} ${pointer}`);
};
const flaws = (more: object) => errorsOf(saidDocument(more));
const sound = (more: object = {}): ActionDocument => {
  const checked = checkDocument(saidDocument(more));
  if (!checked.ok) throw new Error(JSON.stringify(checked.refusal));
  return checked.value;
};
const step = (id: string, more: object = {}) => ({ id, title: id, do: 'Regarder.', ...more });
const control = { kind: 'control', results: [{ name: 'daysLeft', type: 'number', atLeast: 21 }] };

describe('a document', () => {
  it('is filled in where nothing was said, and trimmed', () => {
    expect(sound({ summary: '  Un texte.\r\n ', components: undefined })).toMatchObject({
      summary: 'Un texte.',
      components: [],
      needsChange: false,
      documents: [],
      recurrence: null,
      triggers: { alerts: [], categories: ['database'], words: ['base bloquée', 'requêtes en attente'] },
    });
    expect(sound().steps[1]).toEqual({
      id: 'terminer',
      title: 'Terminer la session',
      do: 'Terminer la session qui bloque.',
      expect: null,
      undo: 'Rien.',
      branches: [],
    });
    expect(sound({ steps: [{ title: 'Un', do: 'x' }], summary: '' }).steps[0]?.id).toBe('step-1');
  });

  it('says all at once what is wrong with it', () => {
    expect(flaws({ kind: 'cure', minutes: 0, risk: undefined, services: [], runBy: [], owner: 'x' })).toEqual([
      'unknown_field /owner',
      'unknown_value /kind',
      'too_few /services',
      'missing /risk',
      'too_few /runBy',
      'out_of_range /minutes',
    ]);
    for (const nothing of [undefined, null, 'x', [], 3]) expect(errorsOf(nothing).length).toBeGreaterThan(3);
  });

  it.each<[what: string, more: object, errors: string[]]>([
    ['a title without French', { title: { en: 'x' } }, ['missing /title/fr']],
    ['a title of two lines', { title: { fr: 'a\nb' } }, ['control_character /title/fr']],
    ['a control character', { summary: 'a\u0007' }, ['control_character /summary']],
    ['a text that turns the writing', { summary: 'a\u202e' }, ['control_character /summary']],
    ['half a surrogate', { summary: 'a\ud800' }, ['control_character /summary']],
    ['a long text', { verification: 'x'.repeat(20_001) }, ['too_long /verification']],
    ['minutes with a fraction', { minutes: 1.5 }, ['out_of_range /minutes']],
    ['minutes as a text', { minutes: '20' }, ['not_a_number /minutes']],
    ['a role that runs nothing', { runBy: ['manager'] }, ['unknown_value /runBy/0']],
    ['one role twice', { runBy: ['agent', 'agent'] }, ['named_twice /runBy/1']],
    ['one service twice', { services: ['OAE', 'OAE'] }, ['named_twice /services/1']],
    ['what is no reference', { problems: ['ULCO-2026-00001'] }, ['malformed /problems/0']],
    [
      'a link to a script',
      { documents: [{ title: 'x', url: 'javascript:alert(1)' }] },
      ['not_a_web_address /documents/0/url'],
    ],
    [
      'a link with a password',
      { documents: [{ title: 'x', url: 'https://a:b@c.fr' }] },
      ['not_a_web_address /documents/0/url'],
    ],
    [
      '41 words',
      { triggers: { words: Array.from({ length: 41 }, (_, n) => `mot ${String(n)}`) } },
      ['too_many /triggers/words'],
    ],
    ['a word without a letter', { triggers: { words: ['?!'] } }, ['no_word /triggers/words/0']],
    ['an alert without labels', { triggers: { alerts: [{}] } }, ['empty /triggers/alerts/0']],
    ['a label that is no text', { triggers: { alerts: [{ a: 1 }] } }, ['not_text /triggers/alerts/0/a']],
    ['a category in capitals', { triggers: { categories: ['Base'] } }, ['malformed /triggers/categories/0']],
    ['results of a recovery', { results: control.results }, ['results_of_a_control /results']],
    ['a control that measures nothing', { kind: 'control' }, ['results_missing /results']],
  ])('is refused with %s', (_what, more, errors) => {
    expect(flaws(more)).toEqual(errors);
  });

  it('has at most 200 KB', () => {
    const steps = Array.from({ length: 12 }, (_, n) => step(`s${String(n)}`, { do: 'é'.repeat(10_000) }));
    expect(flaws({ steps })).toEqual(['too_large ']);
  });
});

describe('steps', () => {
  it.each<[what: string, steps: object[], errors: string[]]>([
    ['none', [], ['too_few /steps']],
    ['61', Array.from({ length: 61 }, (_, n) => step(`s${String(n)}`)), ['too_many /steps']],
    ['two of one id', [step('a'), step('a')], ['step_twice /steps/1/id']],
    ['an id in capitals', [step('A')], ['malformed /steps/0/id']],
    ['nothing to do', [step('a', { do: ' ' })], ['empty /steps/0/do']],
    ['a branch to itself', [step('a', { branches: [{ when: 'x', to: 'a' }] })], ['step_loop /steps/0/branches/0/to']],
    [
      'a branch back',
      [
        step('a'),
        step('b', {
          branches: [
            { when: 'x', to: null },
            { when: 'y', to: 'a' },
          ],
        }),
      ],
      ['step_loop /steps/1/branches/1/to'],
    ],
    [
      'a branch to nowhere',
      [step('a', { branches: [{ when: 'x', to: 'z' }] })],
      ['step_unknown /steps/0/branches/0/to'],
    ],
    ['a branch without a target', [step('a', { branches: [{ when: 'x' }] })], ['missing /steps/0/branches/0/to']],
  ])('are refused: %s', (_what, steps, errors) => {
    expect(flaws({ steps, summary: '' })).toEqual(errors);
  });

  it('of any sound document come to an end, whichever way one goes', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const branch = fc.record({ when: fc.constant('x'), to: fc.option(ids, { nil: null }) });
    const steps = fc.array(fc.record({ id: ids, branches: fc.array(branch, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 5,
    });
    let accepted = 0;
    fc.assert(
      fc.property(steps, (said) => {
        const checked = checkDocument(saidDocument({ steps: said.map(({ id, branches }) => step(id, { branches })) }));
        const places = new Map(said.map(({ id }, place) => [id, place]));
        const leads = (from: number): number[] =>
          (said[from]?.branches ?? []).map(({ to }) => (to === null ? said.length : (places.get(to) ?? -1)));
        const isSound = places.size === said.length && said.every((_, from) => leads(from).every((to) => to > from));
        expect(checked.ok).toBe(isSound);
        if (!checked.ok) return;
        accepted += 1;
        // the longest way there is
        const longest = (from: number): number =>
          from >= said.length ? 0 : 1 + Math.max(longest(from + 1), ...leads(from).map(longest));
        expect(longest(0)).toBeLessThanOrEqual(said.length);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

describe('parameters', () => {
  const named = (name: string, more: object = {}) => ({ name, type: 'text', ...more });

  it('are declared before a text names them, wherever it does', () => {
    const parameters = [named('database')];
    expect(flaws({ parameters, verification: 'Voir {{ hote }}.' })).toEqual(['parameter_undeclared /verification']);
    expect(flaws({ parameters, prerequisites: ['`{{hote}}`'] })).toEqual(['parameter_undeclared /prerequisites/0']);
    expect(flaws({ parameters: [] })).toEqual(['parameter_undeclared /steps/0/do']);
    expect(flaws({ parameters, summary: '{{database}} '.repeat(1001) })).toEqual(['too_many_places ']);
    // a template of another program is none
    expect(flaws({ parameters, verification: "`docker inspect -f '{{.State.Running}}'`" })).toEqual([]);
  });

  it.each<[what: string, parameters: object[], errors: string[]]>([
    ['twice', [named('database'), named('database')], ['parameter_twice /parameters/1/name']],
    ['under another name', [named('database'), named('Hôte')], ['malformed /parameters/1/name']],
    ['a choice of nothing', [named('database', { type: 'choice' })], ['choices_of_a_choice /parameters/0/choices']],
    ['choices of a text', [named('database', { choices: ['a'] })], ['choices_of_a_choice /parameters/0/choices']],
    [
      'one choice twice',
      [named('database', { type: 'choice', choices: ['a', 'a'] })],
      ['choice_twice /parameters/0/choices/1'],
    ],
    ['bounds of a text', [named('database', { min: 1 })], ['bounds_of_a_number /parameters/0']],
    [
      'bounds that cross',
      [named('database', { type: 'number', min: 2, max: 1 })],
      ['bounds_crossed /parameters/0/max'],
    ],
    ['a shell', [named('database', { type: 'shell' })], ['unknown_value /parameters/0/type']],
    [
      '21',
      [named('database'), ...Array.from({ length: 20 }, (_, n) => named(`p${String(n)}`))],
      ['too_many /parameters', 'parameter_undeclared /steps/0/do'],
    ],
  ])('are refused: %s', (_what, parameters, errors) => {
    expect(flaws({ parameters })).toEqual(errors);
  });
});

describe('results and recurrence', () => {
  it('are of a control', () => {
    const recurrence = { rule: 'rrule:freq=monthly;byday=1mo', time: '09:00', move: 'next' };
    expect(sound({ ...control, recurrence })).toMatchObject({
      results: [
        { name: 'daysLeft', label: { fr: 'daysLeft', en: null }, unit: null, atLeast: 21, atMost: null, is: null },
      ],
      recurrence: { rule: 'FREQ=MONTHLY;BYDAY=1MO', time: '09:00', move: 'next' },
    });
    expect(sound({ ...control, results: [{ name: 'ok', type: 'boolean' }] }).results[0]?.is).toBe(true);
    expect(flaws({ recurrence })).toEqual(['recurrence_of_another_kind /recurrence']);
    expect(sound({ kind: 'preventive', recurrence }).recurrence?.time).toBe('09:00');
  });

  it.each([
    [{ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', time: '09:00' }, 'recurrence_never /recurrence/rule'],
    [{ rule: 'FREQ=SECONDLY', time: '09:00' }, 'invalid_recurrence /recurrence/rule'],
    [{ rule: 'FREQ=HOURLY', time: '09:00' }, 'invalid_recurrence /recurrence/rule'],
    [{ rule: 'FREQ=DAILY', time: '25:00' }, 'malformed_time /recurrence/time'],
    [{ rule: 'FREQ=DAILY', time: '09:00', move: 'far' }, 'unknown_value /recurrence/move'],
  ])('%j is refused', (recurrence, error) => {
    expect(flaws({ ...control, recurrence })).toEqual([error]);
  });
});

describe('whatever is said', () => {
  it('is refused or answered as a document that stays as it is', () => {
    const field = fc.constantFrom(...Object.keys(sound()));
    const patch = fc.dictionary(field, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), patch.map(saidDocument)), (said) => {
        const checked = checkDocument(said);
        if (!checked.ok) {
          expect(checked.refusal.errors?.length).toBeGreaterThan(0);
          return;
        }
        expect(checkDocument(checked.value)).toEqual(checked);
      }),
      { numRuns: 300 },
    );
  });
});
