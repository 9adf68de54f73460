/** The languages in which the program writes. */
export type Locale = 'fr' | 'en';

/** In which of them somebody reads, or an institution is written to: French unless theirs is English (`en`, `en-GB`). */
export function localeOf(locale: string | undefined): Locale {
  return locale?.startsWith('en') ? 'en' : 'fr';
}
