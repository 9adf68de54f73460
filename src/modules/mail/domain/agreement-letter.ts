import { agreementPassage } from './letters/agreements.js';
import { inFrame } from './letters/in-frame.js';
import { localInstant } from './instants.js';
import type { Fact, InstitutionName, Locale } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';

/** What is told of an agreement, to the managers of its sides. Dates without a time are those of the lead provider. */
export type AgreementNews =
  | { kind: 'version_proposed'; number: number; effectiveFrom: Date; reason?: string }
  | { kind: 'version_withdrawn'; number: number; reason?: string }
  | { kind: 'version_accepted'; number: number; effectiveFrom: Date; reason?: string }
  | { kind: 'version_rejected'; number: number; reason?: string }
  | { kind: 'notice_given'; endsOn: string; reason?: string }
  | { kind: 'month_published'; month: string; met: number; total: number }
  | { kind: 'verdict_contested'; reference: string; verdict: Verdict; claimed: Verdict; reason?: string }
  | { kind: 'verdict_settled'; reference: string; claimed: Verdict; agreed: boolean; reason?: string }
  | { kind: 'budget_warned'; quarter: string; total: number; missed: number; allowed: number; runsOutOn: string };

export type Verdict = 'met' | 'missed' | 'excluded';

export interface AgreementLetter {
  news: AgreementNews;
  service: InstitutionName;
  /** The one that uses the service, and the one that is accountable for it. */
  institution: InstitutionName;
  leadProvider: InstitutionName;
  /** Who did it; undefined for what time does by itself. */
  by: InstitutionName | undefined;
  readerName: string;
  /** Where the reader is (IANA name). */
  timeZone: string;
  at: Date;
  url: string;
}

/** A mail about an agreement for one manager, in their language and local time. Pure; hostile texts come out harmless. */
export function writeAgreementLetter(letter: AgreementLetter, locale: Locale): WrittenLetter {
  const french = locale === 'fr';
  const passage = agreementPassage(letter, locale);
  const title = `${letter.service.name}, ${letter.institution.name}`;
  const facts: Fact[] = [
    { label: french ? 'Service' : 'Service', value: letter.service.name },
    { label: french ? 'Établissement' : 'Institution', value: letter.institution.name },
    { label: french ? 'Fournisseur' : 'Lead provider', value: letter.leadProvider.name },
    { label: french ? 'Le' : 'On', value: localInstant(letter.at, letter.timeZone, locale) },
    ...(passage.facts ?? []),
  ];
  const around = {
    readerName: letter.readerName,
    about: title,
    url: letter.url,
    facts,
    link: french ? 'Ouvrir la convention' : 'Open the agreement',
    cut: french ? '[La suite est à lire dans la convention.]' : '[The rest is in the agreement.]',
    why: french
      ? 'Vous recevez ce message parce que vous êtes responsable de ce service dans votre établissement.'
      : 'You get this message because you are the manager of this service at your institution.',
  };
  return inFrame(passage, around, locale);
}
