import { localInstant } from '../instants.js';
import type { Author, Letter, Locale, NextActor, TimerMetric } from '../letter-kinds.js';

// Labels of the codes that the program knows; a code without one is shown as it is.

type Labels = Record<Locale, Record<string, string>>;

const functions: Labels = {
  fr: {
    support: 'support',
    hosting: 'hébergement',
    deployment: 'déploiement',
    development: 'développement',
    documentation: 'documentation',
    testing: 'tests',
  },
  en: {},
};

const returnCodes: Labels = {
  fr: {
    out_of_scope: 'hors périmètre',
    needs_information: 'informations manquantes',
    wrong_function: 'mauvaise fonction',
    other: 'autre raison',
  },
  en: {
    out_of_scope: 'out of scope',
    needs_information: 'information missing',
    wrong_function: 'wrong function',
    other: 'another reason',
  },
};

const deliveryCodes: Labels = {
  fr: {
    fixed: 'corrigé',
    workaround: 'contournement',
    answered: 'réponse apportée',
    known_error: 'erreur connue',
    not_reproducible: 'non reproductible',
    out_of_scope: 'hors périmètre',
  },
  en: {
    fixed: 'fixed',
    workaround: 'workaround',
    answered: 'answered',
    known_error: 'known error',
    not_reproducible: 'not reproducible',
    out_of_scope: 'out of scope',
  },
};

/** As it follows « est en attente », and "waits for". */
const waitCauses: Labels = {
  fr: {
    requester: 'd’une réponse de la personne qui a fait la demande',
    third_party: 'd’un tiers',
    change: 'd’un changement',
    approval: 'd’une approbation',
    planned: 'd’une intervention prévue',
  },
  en: {
    requester: 'an answer of the person who asked',
    third_party: 'a third party',
    change: 'a change',
    approval: 'an approval',
    planned: 'planned work',
  },
};

export const waitName = (cause: string, locale: Locale) => waitCauses[locale][cause] ?? cause;
export const functionName = (code: string, locale: Locale) => functions[locale][code] ?? code;
export const returnName = (code: string, locale: Locale) => returnCodes[locale][code] ?? code;
export const deliveryName = (code: string, locale: Locale) => deliveryCodes[locale][code] ?? code;

/** The title in the quotation marks of the language. */
export function titled(letter: Pick<Letter, 'title'>, locale: Locale): string {
  return locale === 'fr' ? `«\u00a0${letter.title}\u00a0»` : `“${letter.title}”`;
}

export function when(at: Date, letter: Pick<Letter, 'timeZone'>, locale: Locale): string {
  return localInstant(at, letter.timeZone, locale);
}

/**
 * The author as this reader may know them: a colleague by name; somebody of another institution by name and institution
 * among staff, and by the institution alone to the person who asked.
 */
export function who(author: Author, letter: Pick<Letter, 'reason' | 'readerInstitution'>): string {
  if (author.institution.code === letter.readerInstitution.code) return author.name;
  if (letter.reason === 'requester') return author.institution.name;
  return `${author.name} (${author.institution.name})`;
}

export function metricName(metric: TimerMetric, letter: Pick<Letter, 'ticketKind'>, locale: Locale): string {
  if (locale === 'en') return metric;
  if (metric === 'response') return 'prise en compte';
  return letter.ticketKind === 'incident' ? 'rétablissement' : 'traitement';
}

const actors: Record<Locale, Record<NextActor['who'], string>> = {
  fr: {
    user_institution: 'l’établissement demandeur',
    provider: 'le prestataire',
    requester: 'la personne qui a fait la demande',
    third_party: 'un tiers',
    nobody: 'personne',
  },
  en: {
    user_institution: 'the user institution',
    provider: 'the provider',
    requester: 'the person who asked',
    third_party: 'a third party',
    nobody: 'nobody',
  },
};

export function nextActorName(actor: NextActor, letter: Pick<Letter, 'reason'>, locale: Locale): string {
  if (actor.who === 'requester' && letter.reason === 'requester') return locale === 'fr' ? 'vous' : 'you';
  return actor.institution?.name ?? actors[locale][actor.who];
}
