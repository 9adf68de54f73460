import { cleanLine } from './clean.js';
import { localInstant } from './instants.js';
import { inFrame } from './letters/in-frame.js';
import { titled } from './letters/words.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';

export type HierarchyNews = 'alerted' | 'reminded' | 'overdue' | 'decided';

/** What managers are told of a decision that somebody wants of them, and whoever asked of its end. */
export interface HierarchyLetter {
  news: HierarchyNews;
  reference: string;
  title: string;
  service: InstitutionName;
  /** That asks. */
  institution: InstitutionName;
  askerName: string;
  reason: string;
  decisionDueAt: Date;
  decision?: { code: 'agreed' | 'declined' | 'noted'; text: string; name: string; institution: InstitutionName };
  readerName: string;
  isAsker: boolean;
  /** Where the reader is (IANA name). */
  timeZone: string;
  url: string;
}

const decisions = {
  fr: { agreed: 'd’accord', declined: 'pas d’accord', noted: 'pris acte' },
  en: { agreed: 'agreed', declined: 'declined', noted: 'noted' },
};

/** A mail for one reader, in their language and local time. Pure; hostile texts come out harmless. */
export function writeHierarchyLetter(given: HierarchyLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…' };
  const french = locale === 'fr';
  const passage = french ? inFrench(letter) : inEnglish(letter);
  const around = {
    readerName: letter.readerName,
    about: letter.title,
    reference: letter.reference,
    url: letter.url,
    facts: [
      { label: french ? 'Référence' : 'Reference', value: letter.reference },
      { label: french ? 'Objet' : 'Title', value: letter.title },
      { label: 'Service', value: letter.service.name },
      { label: french ? 'Demandé par' : 'Asked by', value: `${letter.askerName} (${letter.institution.name})` },
      {
        label: french ? 'Décision attendue' : 'Decision due',
        value: localInstant(letter.decisionDueAt, letter.timeZone, locale),
      },
    ],
    link: french ? 'Ouvrir' : 'Open',
    cut: french ? '[La suite est à lire dans Guichet.]' : '[The rest is in Guichet.]',
    why: whyOf(letter, french),
  };
  return inFrame(passage, around, locale);
}

function whyOf({ isAsker }: HierarchyLetter, french: boolean): string {
  if (isAsker)
    return french
      ? 'Vous recevez ce message parce que vous avez demandé cette décision.'
      : 'You get this message because you asked for this decision.';
  return french
    ? 'Vous recevez ce message parce que vous êtes responsable de ce service dans votre établissement.'
    : 'You get this message because you are the manager of this service at your institution.';
}

function inFrench(letter: HierarchyLetter): Passage {
  const texts = [{ title: 'Pourquoi', body: letter.reason }];
  const asker = `${letter.askerName} (${letter.institution.name})`;
  const due = localInstant(letter.decisionDueAt, letter.timeZone, 'fr');
  switch (letter.news) {
    case 'alerted':
      return {
        happened: 'Décision demandée',
        lead: `${asker} vous demande une décision au sujet de la demande ${titled(letter, 'fr')}, avant le ${due}. La demande suit son cours entre-temps\u00a0: ni son état ni ses délais n’en dépendent.`,
        texts,
      };
    case 'reminded':
      return {
        happened: 'Décision attendue demain au plus tard',
        lead: `La décision que ${asker} vous demande au sujet de la demande ${titled(letter, 'fr')} est attendue avant le ${due}.`,
        texts,
      };
    case 'overdue':
      return {
        happened: 'Décision en retard',
        lead: `Aucune décision n’a été prise au sujet de la demande ${titled(letter, 'fr')}\u00a0: elle était attendue le ${due}.`,
        texts,
      };
    case 'decided':
      return {
        happened: `Décision prise (${letter.decision ? decisions.fr[letter.decision.code] : ''})`,
        lead: `${letter.decision?.name ?? ''} (${letter.decision?.institution.name ?? ''}) a décidé au sujet de la demande ${titled(letter, 'fr')}\u00a0: ${letter.decision ? decisions.fr[letter.decision.code] : ''}.`,
        texts: [{ title: 'Décision', body: letter.decision?.text ?? '' }],
      };
  }
}

function inEnglish(letter: HierarchyLetter): Passage {
  const texts = [{ title: 'Why', body: letter.reason }];
  const asker = `${letter.askerName} (${letter.institution.name})`;
  const due = localInstant(letter.decisionDueAt, letter.timeZone, 'en');
  switch (letter.news) {
    case 'alerted':
      return {
        happened: 'Decision asked for',
        lead: `${asker} asks you for a decision about the ticket ${titled(letter, 'en')}, before ${due}. The ticket goes on meanwhile: neither its state nor its timers depend on it.`,
        texts,
      };
    case 'reminded':
      return {
        happened: 'Decision due tomorrow at the latest',
        lead: `The decision that ${asker} asks of you about the ticket ${titled(letter, 'en')} is due before ${due}.`,
        texts,
      };
    case 'overdue':
      return {
        happened: 'Decision overdue',
        lead: `Nobody has decided about the ticket ${titled(letter, 'en')}: a decision was due ${due}.`,
        texts,
      };
    case 'decided':
      return {
        happened: `Decided (${letter.decision?.code ?? ''})`,
        lead: `${letter.decision?.name ?? ''} (${letter.decision?.institution.name ?? ''}) decided about the ticket ${titled(letter, 'en')}: ${letter.decision?.code ?? ''}.`,
        texts: [{ title: 'Decision', body: letter.decision?.text ?? '' }],
      };
  }
}
