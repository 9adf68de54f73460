import { cleanLine } from './clean.js';
import { changeInEnglish, dutiesInEnglish } from './changes/english.js';
import { changeInFrench, dutiesInFrench } from './changes/french.js';
import {
  className,
  minutes,
  ruleSaid,
  type ChangeLetter,
  type ChangeReader,
  type ChangeWords,
} from './changes/words.js';
import { localInstant } from './instants.js';
import type { Fact, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

const labels = {
  fr: {
    reference: 'Référence',
    title: 'Changement',
    by: 'Réalisé par',
    class: 'Classe',
    from: 'Début',
    to: 'Fin au plus tard',
    was: 'Prévu auparavant',
    interruption: 'Interruption prévue',
    interrupted: 'Interruption constatée',
    until: 'Vote jusqu’au',
    rule: 'Règle',
    quorum: 'Quorum',
    vote: 'Lire et voter',
    object: 'S’opposer',
  },
  en: {
    reference: 'Reference',
    title: 'Change',
    by: 'Made by',
    class: 'Class',
    from: 'Begins',
    to: 'Ends at the latest',
    was: 'Planned before',
    interruption: 'Planned interruption',
    interrupted: 'Real interruption',
    until: 'Votes until',
    rule: 'Rule',
    quorum: 'Quorum',
    vote: 'Read and vote',
    object: 'Object',
  },
};

const reasons: Record<Locale, Record<ChangeReader, string>> = {
  fr: {
    affected:
      'vous êtes SPOC (point de contact unique) de votre établissement pour un service que ce changement touche',
    tenant: 'ce changement touche l’espace propre de votre établissement, dont vous décidez',
    asker: 'votre établissement a demandé ce changement',
    maker: 'vous préparez ou réalisez ce changement',
    manager: 'vous êtes gestionnaire des changements de ce service',
    team: 'vous faites partie de l’équipe qui assure ce service',
    decider: 'vous vous étiez prononcé sur ce changement',
    seat: 'vous siégez au comité consultatif de ce service, ou y êtes suppléant',
    gone: 'vous êtes SPOC (point de contact unique) de votre établissement, que ce changement touchait',
  },
  en: {
    affected: 'you are a SPOC (single point of contact) of your institution for a service that this change touches',
    tenant: 'this change touches your institution’s own tenant, on which you decide',
    asker: 'your institution asked for this change',
    maker: 'you prepare or make this change',
    manager: 'you are the change manager of this service',
    team: 'you belong to the team that runs this service',
    decider: 'you had given your opinion on this change',
    seat: 'you sit on the advisory board of this service, or stand in for somebody who does',
    gone: 'you are a SPOC (single point of contact) of your institution, which this change touched',
  },
};

/** A mail for one reader, in their language and local time. Pure; hostile texts come out harmless. */
export function writeChangeLetter(given: ChangeLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…', by: given.by && cleanLine(given.by) };
  const french = locale === 'fr';
  const when = (at: Date) => localInstant(at, letter.timeZone, locale);
  const duties = french ? dutiesInFrench(letter, when) : dutiesInEnglish(letter, when);
  const words: ChangeWords = {
    letter,
    title: french ? `«\u00a0${letter.title}\u00a0»` : `“${letter.title}”`,
    when,
    duties,
  };
  const passage: Passage = french ? changeInFrench(words) : changeInEnglish(words);
  const open = french ? 'Ouvrir le changement' : 'Open the change';
  const { decideUrl } = letter;
  const asksToVote = decideUrl !== undefined && letter.reader === 'seat';
  const around = {
    readerName: letter.readerName,
    about: letter.title,
    reference: letter.reference,
    url: asksToVote ? decideUrl : letter.url,
    facts: factsOf(letter, when, locale),
    link: asksToVote ? labels[locale].vote : open,
    ...(decideUrl === undefined
      ? {}
      : { more: [asksToVote ? { label: open, url: letter.url } : { label: labels[locale].object, url: decideUrl }] }),
    cut: french ? '[La suite est à lire dans le changement.]' : '[The rest is in the change.]',
    why: french
      ? `Vous recevez ce message parce que ${reasons.fr[letter.reader]}.`
      : `You get this message because ${reasons.en[letter.reader]}.`,
  };
  return inFrame(passage, around, locale);
}

function factsOf(letter: ChangeLetter, when: (at: Date) => string, locale: Locale): Fact[] {
  const label = labels[locale];
  const { window, was, interruptionMinutes, interruptedMinutes, vote } = letter;
  const services = letter.services.map(({ name }) => name).join(', ');
  // whom it concerns no longer reads nothing of what it has become
  if (letter.kind === 'no_longer')
    return [
      { label: label.reference, value: letter.reference },
      { label: letter.services.length > 1 ? 'Services' : 'Service', value: services },
    ];
  return [
    { label: label.reference, value: letter.reference },
    { label: label.title, value: letter.title },
    { label: letter.services.length > 1 ? 'Services' : 'Service', value: services },
    { label: label.by, value: letter.institution.name },
    { label: label.class, value: className(letter.class, locale) },
    ...(was ? [{ label: label.was, value: when(was.from) }] : []),
    ...(window
      ? [
          { label: label.from, value: when(window.from) },
          { label: label.to, value: when(window.to) },
        ]
      : []),
    interruptedMinutes === null
      ? { label: label.interruption, value: minutes(interruptionMinutes, locale) }
      : { label: label.interrupted, value: minutes(interruptedMinutes, locale) },
    ...(vote?.until ? [{ label: label.until, value: when(vote.until) }] : []),
    ...(vote?.rule ? [{ label: label.rule, value: ruleSaid(vote.rule, locale) }] : []),
    ...(vote?.quorumPercent === undefined
      ? []
      : [{ label: label.quorum, value: quorumSaid(vote.quorumPercent, locale) }]),
  ];
}

const quorumSaid = (percent: number, locale: Locale) =>
  locale === 'fr' ? `${String(percent)}\u00a0% des sièges` : `${String(percent)} % of the seats`;
