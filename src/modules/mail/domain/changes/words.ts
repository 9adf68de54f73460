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
  | 'released'
  | 'no_longer'
  // to the institution that decides on its own tenant
  | 'put'
  | 'put_anew'
  | MakersKind
  | VotingKind;

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
  | 'late_no_return'
  | 'exemption_withdrawn'
  | 'model_suspended';

/** About a vote: to its seats, and what came of it to those who make the change too. */
export type VotingKind =
  | 'vote_asked'
  | 'ratify_asked'
  | 'vote_reminder'
  | 'vote_extended'
  | 'vote_moved'
  | 'votes_voided'
  | 'round_off'
  | 'round_approved'
  | 'round_blocked'
  | 'round_next'
  | 'round_rejected'
  | 'round_no_quorum'
  | 'carried_out'
  | 'ratified'
  | 'unratified'
  | 'ratification_impossible';

/** As what somebody is told of it. */
export type ChangeReader = 'affected' | 'gone' | 'tenant' | 'asker' | 'maker' | 'manager' | 'team' | 'decider' | 'seat';

export interface VoteRule {
  kind: 'anyone' | 'unanimous' | 'majority' | 'percent' | 'n_of';
  percent?: number | undefined;
  approvals?: number | undefined;
}

/** A vote, as the letter about it knows it. */
export interface Vote {
  until?: Date | undefined;
  rule?: VoteRule | undefined;
  quorumPercent?: number | undefined;
}

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
  /** Of a letter about a vote. */
  vote?: Vote | undefined;
  /** Where the reader, and nobody else, votes or objects by a code that is mailed to them. */
  decideUrl?: string | undefined;
  /** What was published, in the reader's language. */
  release?: { version: string; notes: string; knownIssues: string | null } | undefined;
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

const rules: Record<Locale, (rule: VoteRule) => string> = {
  fr: ({ kind, percent = 0, approvals = 0 }) =>
    ({
      anyone: 'une approbation suffit',
      unanimous: 'aucun rejet, et au moins une approbation',
      majority: 'plus d’approbations que de rejets',
      percent: `au moins ${String(percent)}\u00a0% d’approbations parmi les approbations et les rejets`,
      n_of: `${String(approvals)} approbation${approvals > 1 ? 's' : ''}`,
    })[kind],
  en: ({ kind, percent = 0, approvals = 0 }) =>
    ({
      anyone: 'one approval is enough',
      unanimous: 'no rejection, and one approval at least',
      majority: 'more approvals than rejections',
      percent: `at least ${String(percent)} % approvals among approvals and rejections`,
      n_of: `${String(approvals)} approval${approvals > 1 ? 's' : ''}`,
    })[kind],
};

/** How votes decide, in a few words. */
export const ruleSaid = (rule: VoteRule, locale: Locale): string => rules[locale](rule);

export const className = (name: ChangeClassName, locale: Locale): string => classes[locale][name];
