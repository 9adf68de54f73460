import type { LetterOf, Locale, Wording } from '../letter-kinds.js';
import { functionName, titled, when, who } from './words.js';

/** "before ...", when the provider's first step has a due instant. */
function before(letter: LetterOf<'escalated' | 'forwarded'>, locale: Locale): string {
  if (!letter.dueAt) return '';
  const instant = when(letter.dueAt, letter, locale);
  return locale === 'fr' ? ` avant le ${instant}` : ` before ${instant}`;
}

export const escalated: Wording<'escalated'> = {
  fr: (letter) => {
    const by = who(letter.author, letter);
    const task = functionName(letter.function, 'fr');
    const facts = [{ label: 'Fonction', value: task }];
    const texts = [{ title: 'Résumé', body: letter.summary }];
    if (letter.for === 'spoc') {
      return {
        happened: `Escalade envoyée à ${letter.holder.code}`,
        lead: `${by} a escaladé la demande ${titled(letter, 'fr')} à ${letter.holder.name} (${task}) sans attendre un SPOC. Relisez-la\u00a0: vous pouvez encore la compléter ou la rappeler.`,
        texts,
        facts,
      };
    }
    return {
      happened: 'Escalade à accepter',
      lead: `${by} vous escalade la demande ${titled(letter, 'fr')}. Acceptez-la, transférez-la ou retournez-la${before(letter, 'fr')}.`,
      texts,
      facts,
    };
  },
  en: (letter) => {
    const by = who(letter.author, letter);
    const task = functionName(letter.function, 'en');
    const facts = [{ label: 'Function', value: task }];
    const texts = [{ title: 'Summary', body: letter.summary }];
    if (letter.for === 'spoc') {
      return {
        happened: `Escalated to ${letter.holder.code}`,
        lead: `${by} escalated the ticket ${titled(letter, 'en')} to ${letter.holder.name} (${task}) without waiting for a SPOC. Read it: you can still add to it or recall it.`,
        texts,
        facts,
      };
    }
    return {
      happened: 'Escalation to accept',
      lead: `${by} escalates the ticket ${titled(letter, 'en')} to you. Accept it, forward it or return it${before(letter, 'en')}.`,
      texts,
      facts,
    };
  },
};

export const forwarded: Wording<'forwarded'> = {
  fr: (letter) => {
    const by = who(letter.author, letter);
    const task = functionName(letter.function, 'fr');
    const texts = [{ title: 'Raison du transfert', body: letter.explanation }];
    if (letter.summary) texts.push({ title: 'Résumé', body: letter.summary });
    const facts = [{ label: 'Fonction', value: task }];
    if (letter.for === 'spoc') {
      return {
        happened: `Escalade transférée à ${letter.holder.code}`,
        lead: `${by} a transféré l’escalade de la demande ${titled(letter, 'fr')} à ${letter.holder.name} (${task}). Vous n’avez rien à faire\u00a0: le même délai continue.`,
        texts,
        facts,
      };
    }
    return {
      happened: 'Escalade transférée, à accepter',
      lead: `${by} vous transfère l’escalade de la demande ${titled(letter, 'fr')}\u00a0; le même délai continue. Acceptez-la, transférez-la ou retournez-la${before(letter, 'fr')}.`,
      texts,
      facts,
    };
  },
  en: (letter) => {
    const by = who(letter.author, letter);
    const task = functionName(letter.function, 'en');
    const texts = [{ title: 'Why it was forwarded', body: letter.explanation }];
    if (letter.summary) texts.push({ title: 'Summary', body: letter.summary });
    const facts = [{ label: 'Function', value: task }];
    if (letter.for === 'spoc') {
      return {
        happened: `Escalation forwarded to ${letter.holder.code}`,
        lead: `${by} forwarded the escalation of the ticket ${titled(letter, 'en')} to ${letter.holder.name} (${task}). There is nothing for you to do: the same target goes on.`,
        texts,
        facts,
      };
    }
    return {
      happened: 'Escalation forwarded to you',
      lead: `${by} forwards the escalation of the ticket ${titled(letter, 'en')} to you; the same target goes on. Accept it, forward it or return it${before(letter, 'en')}.`,
      texts,
      facts,
    };
  },
};

export const recalled: Wording<'recalled'> = {
  fr: (letter) => ({
    happened: 'Escalade rappelée',
    lead: `${who(letter.author, letter)} a rappelé l’escalade de la demande ${titled(letter, 'fr')}. Vous n’avez plus rien à y faire.`,
    texts: letter.explanation ? [{ title: 'Raison', body: letter.explanation }] : [],
  }),
  en: (letter) => ({
    happened: 'Escalation recalled',
    lead: `${who(letter.author, letter)} recalled the escalation of the ticket ${titled(letter, 'en')}. There is nothing left for you to do on it.`,
    texts: letter.explanation ? [{ title: 'Reason', body: letter.explanation }] : [],
  }),
};
