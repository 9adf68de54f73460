import type { Locale } from '../../../../kernel/index.js';

/** What a calendar calls its entries, in the language of whoever reads it. */
export const wording: Readonly<Record<Locale, Readonly<Record<'change' | 'freeze' | 'maintenance', string>>>> = {
  fr: { change: 'Changement : ', freeze: 'Gel : ', maintenance: 'Maintenance convenue : ' },
  en: { change: 'Change: ', freeze: 'Freeze: ', maintenance: 'Agreed maintenance: ' },
};

/** By which a calendar program knows an entry again, wherever it got it from. */
export const calendarUid = (kind: 'change' | 'freeze' | 'maintenance', id: string): string => `${kind}-${id}@guichet`;
/** For how long a change interrupts. */
export const interruption: Readonly<Record<Locale, (minutes: number) => string>> = {
  fr: (minutes) => (minutes === 0 ? 'Sans interruption.' : `Interruption : ${String(minutes)} min au plus.`),
  en: (minutes) => (minutes === 0 ? 'No interruption.' : `Interruption: at most ${String(minutes)} min.`),
};
