import { cleanLine, shorten } from './clean.js';
import { html } from './letters/html.js';
import { plainText } from './letters/plain-text.js';
import { functionName, titled } from './letters/words.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';

/** What somebody outside the consortium is written: what crosses, and nothing else. */
export interface ExternalLetter {
  news: { kind: 'called'; summary: string; texts: readonly string[] } | { kind: 'ended' };
  reference: string;
  title: string;
  ticketKind: 'incident' | 'request';
  service: InstitutionName;
  /** The owner of the ticket. */
  institution: InstitutionName;
  /** The institution that follows them up. */
  holder: InstitutionName;
  function: string;
  priority: string;
  externalName: string;
  /** The requester's name, if it was ticked. */
  requesterName?: string | undefined;
}

const LONGEST_SUBJECT = 160;

const kinds = {
  fr: { incident: 'incident', request: 'demande de service' },
  en: { incident: 'incident', request: 'request' },
};

/** A mail to somebody outside, with no link: they have no access. Pure; hostile texts come out harmless. */
export function writeExternalLetter(given: ExternalLetter, locale: Locale): WrittenLetter {
  const letter = { ...given, title: cleanLine(given.title) || '…' };
  const french = locale === 'fr';
  const passage = french ? inFrench(letter) : inEnglish(letter);
  const colon = french ? '\u00a0: ' : ': ';
  const subject = shorten(
    cleanLine(`[${letter.reference}] ${passage.happened}${colon}${letter.title}`),
    LONGEST_SUBJECT,
  );
  const frame = {
    greeting: french ? 'Bonjour,' : 'Hello,',
    colon: french ? '\u00a0:' : ':',
    facts: [
      { label: french ? 'Objet' : 'Title', value: letter.title },
      { label: french ? 'Nature' : 'Kind', value: kinds[locale][letter.ticketKind] },
      { label: 'Service', value: letter.service.name },
      { label: french ? 'Priorité' : 'Priority', value: letter.priority },
      { label: french ? 'Pour' : 'For', value: requesterOf(letter, french) },
      { label: french ? 'Suivi par' : 'Followed up by', value: letter.holder.name },
    ],
    link: french ? 'Référence à rappeler' : 'Reference to quote',
    cut: french ? '[La suite vous sera envoyée sur demande.]' : '[The rest is sent on request.]',
    why: french
      ? `Vous recevez ce message parce que ${letter.externalName} assure une fonction de ce service.`
      : `You get this message because ${letter.externalName} holds a function of this service.`,
  };
  return {
    subject,
    text: plainText(passage, frame, letter.reference),
    html: html(passage, frame, { url: letter.reference, subject, locale }),
  };
}

function requesterOf({ requesterName, institution }: ExternalLetter, french: boolean): string {
  if (requesterName !== undefined) return `${requesterName} (${institution.code})`;
  return `${french ? 'un usager de' : 'a user of'} ${institution.code}`;
}

function inFrench(letter: ExternalLetter): Passage {
  if (letter.news.kind === 'ended') {
    return {
      happened: 'Plus rien à faire',
      lead: `${letter.holder.name} n’attend plus rien de vous au sujet de ${titled(letter, 'fr')}. Merci.`,
    };
  }
  return {
    happened: 'Votre aide est demandée',
    lead: `${letter.holder.name} vous demande votre aide (${functionName(letter.function, 'fr')}) au sujet de ${titled(letter, 'fr')}. Pour répondre, répondez à ce message en gardant son objet, et donnez le numéro que ce dossier porte chez vous.`,
    texts: [
      { title: 'Résumé', body: letter.news.summary },
      ...letter.news.texts.map((body) => ({ title: 'Message joint', body })),
    ],
  };
}

function inEnglish(letter: ExternalLetter): Passage {
  if (letter.news.kind === 'ended') {
    return {
      happened: 'Nothing more is needed',
      lead: `${letter.holder.name} needs nothing more of you about ${titled(letter, 'en')}. Thank you.`,
    };
  }
  return {
    happened: 'Your help is asked for',
    lead: `${letter.holder.name} asks for your help (${functionName(letter.function, 'en')}) with ${titled(letter, 'en')}. To answer, reply to this message and keep its subject, and tell the number that this has with you.`,
    texts: [
      { title: 'Summary', body: letter.news.summary },
      ...letter.news.texts.map((body) => ({ title: 'Message sent along', body })),
    ],
  };
}
