import { label, link, whyTold, wording, type ActionNews, type ActionReader } from './actions/words.js';
import { cleanLine } from './clean.js';
import { localDay } from './instants.js';
import type { InstitutionName, Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** What somebody is told of an action of the catalogue, or of an improvement. */
export interface ActionLetter {
  news: ActionNews;
  reader: ActionReader;
  reference: string;
  title: string;
  services: readonly InstitutionName[];
  readerName: string;
  url: string;
}

/** A mail for one reader, in their language. Pure; hostile texts come out harmless. */
export function writeActionLetter(letter: ActionLetter, locale: Locale): WrittenLetter {
  const { news, reader, reference, url, readerName } = letter;
  const about = news.kind.startsWith('action_') ? 'action' : 'improvement';
  const title = cleanLine(letter.title) || '…';
  const around = {
    ...{ readerName, about: title, reference, url },
    facts: [
      { label: label[locale][about], value: title },
      { label: 'Service', value: letter.services.map(({ name }) => name).join(', ') },
    ],
    link: link[locale][about],
    cut: locale === 'fr' ? '[La suite est à lire en ligne.]' : '[The rest is to be read online.]',
    why: whyTold(locale, reader, about),
  };
  return inFrame(passageOf(reference, news, locale), around, locale);
}

function passageOf(reference: string, news: ActionNews, locale: Locale): Passage {
  const { text, ...words } = said(reference, news, locale);
  return { ...words, ...(text === undefined ? {} : { texts: [text] }) };
}

function said(of: string, news: ActionNews, locale: Locale) {
  const words = wording[locale];
  switch (news.kind) {
    case 'improvement_overdue':
      return words.improvement_overdue(of, { ...news, dueOn: localDay(news.dueOn, locale) });
    case 'improvement_review_due':
      return words.improvement_review_due(of, news);
    case 'improvement_recurred':
      return words.improvement_recurred(of, news);
    case 'action_suspended':
      return words.action_suspended(of, { ...news, by: cleanLine(news.by) || '…' });
    case 'action_made_worse':
      return words.action_made_worse(of, news);
  }
}
