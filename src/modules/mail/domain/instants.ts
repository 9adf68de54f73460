import type { Locale } from './letter-kinds.js';

/**
 * An instant as its reader says it, in the reader's time zone (IANA name):
 * "vendredi 3 avril 2026 à 14 h 30 (Europe/Paris)", "Friday 3 April 2026 at 14:30 (Europe/Paris)".
 * Put together from parts: the order and the commas of a whole date change between versions of Node.
 */
export function localInstant(at: Date, timeZone: string, locale: Locale): string {
  const parts = writerOf(timeZone, locale).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const [weekday, month, year, minute] = [part('weekday'), part('month'), part('year'), part('minute')];
  if (locale === 'en') return `${weekday} ${part('day')} ${month} ${year} at ${part('hour')}:${minute} (${timeZone})`;
  const day = part('day') === '1' ? '1er' : part('day');
  return `${weekday} ${day} ${month} ${year} à ${String(Number(part('hour')))}\u00a0h\u00a0${minute} (${timeZone})`;
}

/** A local date (YYYY-MM-DD) as its reader says it: "3 avril 2026", "3 April 2026". */
export function localDay(date: string, locale: Locale): string {
  const written = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${date}T00:00:00Z`));
  return locale === 'fr' ? written.replace(/^1 /, '1er ') : written;
}

/** Making one takes longer than a letter; there are as many as zones in which people live, in two languages. */
const writers = new Map<string, Intl.DateTimeFormat>();

function writerOf(timeZone: string, locale: Locale): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = writers.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  writers.set(key, made);
  return made;
}
