import { done, refused, type Locale, type Outcome } from '../../../../kernel/index.js';

/** A text in French, and in English where somebody wrote it. */
export interface Bilingual {
  fr: string;
  en: string | null;
}

/** What is meant to be published. */
export interface Draft {
  title: Bilingual | null;
  workaround: Bilingual | null;
  /** Codes or ids, in their order. */
  components: readonly string[];
}

/** What is told. */
export interface Told {
  title: Bilingual;
  workaround: Bilingual;
  components: readonly string[];
}

/** In the language, else in French. */
export function said(text: Bilingual, language: Locale): string {
  return language === 'en' ? (text.en ?? text.fr) : text.fr;
}

/**
 * What a draft makes of what was told before: something new. Refused (409) without a public title or a workaround, for a
 * known error that tells nobody what to do helps nobody; and when nothing in it is new.
 */
export function publishable(draft: Draft, before: Told | undefined): Outcome<Told> {
  const { title, workaround, components } = draft;
  if (!title) return refuse('title_missing', 'Write the title that others read first.');
  if (!workaround)
    return refuse('workaround_missing', 'Write what helps until it is fixed first, or that nothing does.');
  if (
    before &&
    same(title, before.title) &&
    same(workaround, before.workaround) &&
    alike(components, before.components)
  )
    return refuse('nothing_new', 'What is published says just this.');
  return done({ title, workaround, components });
}

const same = (a: Bilingual, b: Bilingual): boolean => a.fr === b.fr && a.en === b.en;

const alike = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().every((one, place) => one === [...b].sort()[place]);

function refuse(code: string, detail: string): Outcome<never> {
  return refused({ kind: 'conflict', code, detail });
}
