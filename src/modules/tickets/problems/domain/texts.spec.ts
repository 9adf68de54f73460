import { describe, expect, it } from '@jest/globals';
import { publishable, said, type Draft } from './texts.js';

const draft: Draft = {
  title: { fr: 'Un titre', en: null },
  workaround: { fr: 'Faire autrement.', en: 'Do otherwise.' },
  components: ['API', 'WEB'],
};
const told = { title: draft.title, workaround: draft.workaround, components: draft.components } as Parameters<
  typeof publishable
>[1];
const codeOf = (outcome: ReturnType<typeof publishable>) => (outcome.ok ? undefined : outcome.refusal.code);

describe('what is published', () => {
  it('has a title and says what helps', () => {
    expect(publishable(draft, undefined)).toEqual({ ok: true, value: told });
    expect(codeOf(publishable({ ...draft, title: null }, undefined))).toBe('title_missing');
    expect(codeOf(publishable({ ...draft, workaround: null }, undefined))).toBe('workaround_missing');
  });

  it.each<[string, Partial<Draft>]>([
    ['title', { title: { fr: 'Un titre', en: 'A title' } }],
    ['workaround', { workaround: { fr: 'Autre chose.', en: 'Do otherwise.' } }],
    ['components', { components: ['API'] }],
  ])('is published again once its %s is another', (_, change) => {
    expect(codeOf(publishable({ ...draft, ...change }, told))).toBeUndefined();
  });

  it('is not published twice, in whatever order its components stand', () => {
    expect(codeOf(publishable({ ...draft, components: ['WEB', 'API'] }, told))).toBe('nothing_new');
  });

  it('is said in the language of the reader, else in French', () => {
    expect([
      said({ fr: 'Oui', en: 'Yes' }, 'en'),
      said({ fr: 'Oui', en: null }, 'en'),
      said({ fr: 'Oui', en: 'Yes' }, 'fr'),
    ]).toEqual(['Yes', 'Oui', 'Oui']);
  });
});
