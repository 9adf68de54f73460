import type { TimerSide, Wording } from '../letter-kinds.js';
import { metricName, titled, when } from './words.js';

const promise: Record<'fr' | 'en', Record<TimerSide, string>> = {
  fr: { user: 'engagement de votre établissement envers ses usagers', provider: 'convention de service' },
  en: { user: 'commitment of your institution to its people', provider: 'service agreement' },
};

export const warned: Wording<'warned'> = {
  fr: (letter) => ({
    happened: `${letter.percent}\u00a0% du délai de ${metricName(letter.metric, letter, 'fr')}`,
    lead: `La demande ${titled(letter, 'fr')} a consommé ${letter.percent}\u00a0% de son délai de ${metricName(letter.metric, letter, 'fr')} (${promise.fr[letter.side]}). Agissez avant le ${when(letter.dueAt, letter, 'fr')}.`,
  }),
  en: (letter) => ({
    happened: `${letter.percent}% of the ${metricName(letter.metric, letter, 'en')} target`,
    lead: `The ticket ${titled(letter, 'en')} has used ${letter.percent}% of its ${metricName(letter.metric, letter, 'en')} target (${promise.en[letter.side]}). Act before ${when(letter.dueAt, letter, 'en')}.`,
  }),
};

export const missed: Wording<'missed'> = {
  fr: (letter) => ({
    happened: `Délai de ${metricName(letter.metric, letter, 'fr')} dépassé`,
    lead: `La demande ${titled(letter, 'fr')} a dépassé son délai de ${metricName(letter.metric, letter, 'fr')} (${promise.fr[letter.side]}), échu le ${when(letter.dueAt, letter, 'fr')}. Reprenez-la maintenant et dites à ceux qui attendent où elle en est.`,
  }),
  en: (letter) => ({
    happened: `${letter.metric === 'response' ? 'Response' : 'Resolution'} target missed`,
    lead: `The ticket ${titled(letter, 'en')} has missed its ${metricName(letter.metric, letter, 'en')} target (${promise.en[letter.side]}), due on ${when(letter.dueAt, letter, 'en')}. Take it up now and tell those who wait where it stands.`,
  }),
};
