import type { InstitutionName, Locale } from '../letter-kinds.js';

/** What is told of a change. */
export type ChangeLetterKind =
  // to whom it concerns
  | 'announced'
  | 'moved'
  | 'confirmed'
  | 'started'
  | 'done'
  | 'backed_out'
  | 'withdrawn'
  | 'not_implemented'
  | 'rejected'
  | 'held'
  | 'let_go'
  | 'raised'
  | 'noted'
  // to the institution that decides on its own tenant
  | 'put'
  | 'put_anew'
  | MakersKind;

/** To those who make it. */
export type MakersKind =
  | 'asked_for'
  | 'emergency'
  | 'to_review'
  | 'to_decide'
  | 'approved'
  | 'objected'
  | 'objection_withdrawn'
  | 'opinions_voided'
  | 'late_end'
  | 'late_no_return';

/** As what somebody is told of it. */
export type ChangeReader = 'affected' | 'tenant' | 'asker' | 'maker' | 'manager' | 'team' | 'decider';

/** What one letter says, of a change as its reader may know it. */
export interface ChangeLetter {
  kind: ChangeLetterKind;
  reader: ChangeReader;
  reference: string;
  title: string;
  /** For those affected: what for, and what they will notice. */
  why: string;
  services: readonly InstitutionName[];
  /** Who makes it. */
  institution: InstitutionName;
  class: ChangeClassName;
  window: { from: Date; to: Date } | null;
  /** Of one that moved: the window before. */
  was?: { from: Date; to: Date } | undefined;
  interruptionMinutes: number;
  /** The real one, once it ended. */
  interruptedMinutes: number | null;
  outcome: string | null;
  /** Until when the reader's institution may object; undefined: it may not. */
  objectBefore?: Date | undefined;
  /** What somebody wrote about it: a reason, a message. */
  text?: string | undefined;
  /** Who wrote it, or did it, as the reader may know them. */
  by?: string | undefined;
  readerName: string;
  /** Where the reader is (IANA name). */
  timeZone: string;
  at: Date;
  url: string;
}

export type ChangeClassName = 'standard' | 'normal' | 'major' | 'own_tenant' | 'emergency' | 'security_patch';

/** What a wording draws on, in the reader's language. */
export interface ChangeWords {
  letter: ChangeLetter;
  /** The title in quotation marks. */
  title: string;
  when: (at: Date) => string;
  /** What may be done about it, and until when: nothing where nothing can. */
  duties: string[];
}

const classes: Record<Locale, Record<ChangeClassName, string>> = {
  fr: {
    standard: 'standard',
    normal: 'normal',
    major: 'majeur',
    own_tenant: 'propre à un établissement',
    emergency: 'urgence',
    security_patch: 'correctif de sécurité',
  },
  en: {
    standard: 'standard',
    normal: 'normal',
    major: 'major',
    own_tenant: 'one institution’s own',
    emergency: 'emergency',
    security_patch: 'security patch',
  },
};

/** So many minutes, as people say them. */
export function minutes(count: number, locale: Locale): string {
  if (count === 0) return locale === 'fr' ? 'aucune' : 'none';
  const [hours, rest] = [Math.floor(count / 60), count % 60];
  const said = (n: number, one: string) => `${String(n)} ${one}${n > 1 ? 's' : ''}`;
  const parts = [
    ...(hours > 0 ? [said(hours, locale === 'fr' ? 'heure' : 'hour')] : []),
    ...(rest > 0 ? [said(rest, 'minute')] : []),
  ];
  return parts.join(locale === 'fr' ? ' et ' : ' and ');
}

export const className = (name: ChangeClassName, locale: Locale): string => classes[locale][name];
