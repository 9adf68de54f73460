import type { Fact, Letter, Locale, Passage, Reason } from '../letter-kinds.js';
import { nextActorName, when } from './words.js';

/** What surrounds every letter, whatever it says. */
export interface Frame {
  greeting: string;
  /** As the language writes it after a heading. */
  colon: string;
  facts: Fact[];
  link: string;
  /** Other places to go to, after it. */
  more?: readonly { label: string; url: string }[];
  cut: string;
  why: string;
}

const reasons: Record<Locale, Record<Reason, string>> = {
  fr: {
    requester: 'vous avez fait cette demande',
    opened_by: 'vous avez enregistré cette demande',
    watcher: 'vous suivez cette demande',
    level_1: 'vous faites partie du niveau 1 de votre établissement pour ce service',
    assignee: 'cette demande vous est confiée',
    spoc: 'vous êtes SPOC (point de contact unique) de votre établissement pour ce service',
    engineer: 'vous faites partie de l’équipe qui assure ce service',
    manager: 'vous êtes responsable de ce service dans votre établissement',
    mentioned: 'ce message vous mentionne',
    uploader: 'vous avez ajouté ce fichier',
    approver: 'cette décision vous revient',
    team: 'cette demande est dans la file de votre équipe',
    task: 'cette tâche vous est confiée, ou à votre équipe',
    deputy: 'vous remplacez une personne absente',
  },
  en: {
    requester: 'you opened this ticket',
    opened_by: 'you registered this ticket',
    watcher: 'you watch this ticket',
    level_1: 'you are level 1 of your institution for this service',
    assignee: 'this ticket is assigned to you',
    spoc: 'you are a SPOC (single point of contact) of your institution for this service',
    engineer: 'you belong to the team that runs this service',
    manager: 'you are the manager of this service at your institution',
    mentioned: 'this message mentions you',
    uploader: 'you added this file',
    approver: 'this decision is yours',
    team: 'this ticket lies in the queue of your team',
    task: 'this task is yours, or your team’s',
    deputy: 'you stand in for somebody who is away',
  },
};

const labels = {
  fr: {
    reference: 'Référence',
    title: 'Objet',
    service: 'Service',
    institution: 'Établissement',
    priority: 'Priorité',
    dueAt: 'Échéance',
    nextActor: 'À qui d’agir',
  },
  en: {
    reference: 'Reference',
    title: 'Title',
    service: 'Service',
    institution: 'Institution',
    priority: 'Priority',
    dueAt: 'Due',
    nextActor: 'Next actor',
  },
};

export function frameOf(letter: Letter, passage: Passage, locale: Locale): Frame {
  const french = locale === 'fr';
  return {
    greeting: french ? `Bonjour ${letter.readerName},` : `Hello ${letter.readerName},`,
    colon: french ? '\u00a0:' : ':',
    facts: factsOf(letter, passage, locale),
    link: linkOf(letter, french),
    more: settling(letter, french),
    cut: french ? '[La suite est à lire dans la demande.]' : '[The rest is in the ticket.]',
    why: whySentence([letter], locale),
  };
}

/** Why one reader gets these letters in one mail: each reason once. */
export function whySentence(letters: readonly Letter[], locale: Locale): string {
  const reasons = [...new Set(letters.map((letter) => whyOf(letter, locale)))];
  return locale === 'fr'
    ? `Vous recevez ce message parce que ${reasons.join('\u00a0; ')}.`
    : `You get this message because ${reasons.join('; ')}.`;
}

function whyOf({ reason, insteadOf }: Letter, locale: Locale): string {
  if (reason !== 'deputy' || !insteadOf) return reasons[locale][reason];
  return locale === 'fr'
    ? `vous remplacez ${insteadOf.name}, en son absence`
    : `you stand in for ${insteadOf.name}, who is away`;
}

function linkOf({ reason, insteadOf }: Letter, french: boolean): string {
  if (reason === 'approver' || insteadOf?.reason === 'approver') return french ? 'Lire et décider' : 'Read and decide';
  return french ? 'Ouvrir la demande' : 'Open the ticket';
}

/** What the person who asked may say of a resolution. */
function settling(letter: Letter, french: boolean): { label: string; url: string }[] {
  if ((letter.kind !== 'resolved' && letter.kind !== 'unanswered') || letter.settleUrl === undefined) return [];
  return [
    { label: french ? 'C’est réglé' : 'It is settled', url: `${letter.settleUrl}?choice=settled` },
    { label: french ? 'Ce n’est pas réglé' : 'It is not settled', url: `${letter.settleUrl}?choice=not_settled` },
  ];
}

function factsOf(letter: Letter, passage: Passage, locale: Locale): Fact[] {
  const label = labels[locale];
  const facts: Fact[] = [
    { label: label.reference, value: letter.reference },
    { label: label.title, value: letter.title },
    { label: label.service, value: letter.service.name },
  ];
  // to one's own people it goes without saying
  if (letter.institution.code !== letter.readerInstitution.code) {
    facts.push({ label: label.institution, value: letter.institution.name });
  }
  facts.push({ label: label.priority, value: letter.priority });
  if (letter.dueAt) facts.push({ label: label.dueAt, value: when(letter.dueAt, letter, locale) });
  if (letter.nextActor) facts.push({ label: label.nextActor, value: nextActorName(letter.nextActor, letter, locale) });
  return [...facts, ...(passage.facts ?? [])];
}
