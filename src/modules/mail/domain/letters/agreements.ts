import type { AgreementLetter, AgreementNews, Verdict } from '../agreement-letter.js';
import { localInstant } from '../instants.js';
import type { Locale, Passage } from '../letter-kinds.js';

type Of<K extends AgreementNews['kind']> = Extract<AgreementNews, { kind: K }>;
type Words = { [K in AgreementNews['kind']]: (news: Of<K>, letter: AgreementLetter) => Passage };

const verdicts: Record<Locale, Record<Verdict, string>> = {
  fr: { met: 'dans les temps', missed: 'hors délai', excluded: 'hors du décompte' },
  en: { met: 'in time', missed: 'late', excluded: 'not counted' },
};

const why = (reason: string | undefined, title: string) =>
  reason === undefined ? {} : { texts: [{ title, body: reason }] };
const by = (letter: AgreementLetter) => letter.by?.name ?? 'Guichet';

const french: Words = {
  version_proposed: (news, letter) => ({
    happened: `Version ${news.number} proposée`,
    lead: `${by(letter)} propose la version ${news.number} de votre convention, applicable à partir du ${localInstant(news.effectiveFrom, letter.timeZone, 'fr')}. Elle ne vaut rien tant que votre établissement ne l’a pas acceptée\u00a0: lisez-la, regardez ce qu’elle déplacerait, puis acceptez-la ou refusez-la.`,
    ...why(news.reason, 'Motif'),
  }),
  version_withdrawn: (news, letter) => ({
    happened: `Version ${news.number} retirée`,
    lead: `${by(letter)} a retiré la version ${news.number} qui vous était proposée. Ce qui est en vigueur le reste.`,
    ...why(news.reason, 'Motif'),
  }),
  version_accepted: (news, letter) => ({
    happened: `Version ${news.number} acceptée`,
    lead: `${by(letter)} a accepté la version ${news.number} que vous aviez proposée. Elle s’applique à partir du ${localInstant(news.effectiveFrom, letter.timeZone, 'fr')}\u00a0; les délais en cours en tiennent compte.`,
    ...why(news.reason, 'Commentaire'),
  }),
  version_rejected: (news, letter) => ({
    happened: `Version ${news.number} refusée`,
    lead: `${by(letter)} a refusé la version ${news.number} que vous aviez proposée. Ce qui est en vigueur le reste\u00a0; vous pouvez en proposer une autre.`,
    ...why(news.reason, 'Motif'),
  }),
  notice_given: (news, letter) => ({
    happened: 'Convention dénoncée',
    lead: `${by(letter)} met fin à la convention. Elle court jusqu’au ${date(news.endsOn, 'fr')} inclus\u00a0; après ce jour, plus rien ne peut être escaladé. Ce qui est ouvert va à son terme.`,
    ...why(news.reason, 'Motif'),
  }),
  month_published: (news) => ({
    happened: `Mois ${news.month} publié`,
    lead: `Le décompte du mois ${news.month} est publié\u00a0: ${news.met} sur ${news.total} dans les temps. Il est figé\u00a0; ce qui changera ensuite y paraîtra comme une correction datée.`,
  }),
  verdict_contested: (news, letter) => ({
    happened: `Verdict contesté (${news.reference})`,
    lead: `${by(letter)} conteste le verdict «\u00a0${verdicts.fr[news.verdict]}\u00a0» de la demande ${news.reference} et demande qu’elle compte «\u00a0${verdicts.fr[news.claimed]}\u00a0». C’est à votre établissement de trancher, avec un motif.`,
    ...why(news.reason, 'Motif'),
  }),
  verdict_settled: (news, letter) => ({
    happened: `Contestation tranchée (${news.reference})`,
    lead: news.agreed
      ? `${by(letter)} a accepté votre contestation\u00a0: la demande ${news.reference} compte désormais «\u00a0${verdicts.fr[news.claimed]}\u00a0». Le verdict calculé reste visible à côté.`
      : `${by(letter)} n’a pas accepté votre contestation de la demande ${news.reference}\u00a0: le verdict calculé demeure. Les deux restent visibles.`,
    ...why(news.reason, 'Motif'),
  }),
  budget_warned: (news) => ({
    happened: `Marge d’erreur bientôt épuisée (${news.quarter})`,
    lead: `Au rythme des trente derniers jours, la marge du trimestre ${news.quarter} sera épuisée le ${date(news.runsOutOn, 'fr')}\u00a0: ${news.missed} hors délai sur ${news.total}, pour ${news.allowed} admis par l’engagement de 95\u00a0%.`,
  }),
};

const english: Words = {
  version_proposed: (news, letter) => ({
    happened: `Version ${news.number} proposed`,
    lead: `${by(letter)} proposes version ${news.number} of your agreement, to hold from ${localInstant(news.effectiveFrom, letter.timeZone, 'en')}. It counts for nothing until your institution has accepted it: read it, look at what it would move, then accept or reject it.`,
    ...why(news.reason, 'Reason'),
  }),
  version_withdrawn: (news, letter) => ({
    happened: `Version ${news.number} withdrawn`,
    lead: `${by(letter)} has withdrawn version ${news.number}, which was proposed to you. What is in force stays.`,
    ...why(news.reason, 'Reason'),
  }),
  version_accepted: (news, letter) => ({
    happened: `Version ${news.number} accepted`,
    lead: `${by(letter)} has accepted version ${news.number}, which you proposed. It holds from ${localInstant(news.effectiveFrom, letter.timeZone, 'en')}; open timers take it into account.`,
    ...why(news.reason, 'Comment'),
  }),
  version_rejected: (news, letter) => ({
    happened: `Version ${news.number} rejected`,
    lead: `${by(letter)} has rejected version ${news.number}, which you proposed. What is in force stays; you may propose another one.`,
    ...why(news.reason, 'Reason'),
  }),
  notice_given: (news, letter) => ({
    happened: 'Notice given',
    lead: `${by(letter)} ends the agreement. It runs until ${date(news.endsOn, 'en')}, that day included; afterwards nothing more can be escalated. What is open goes on to its end.`,
    ...why(news.reason, 'Reason'),
  }),
  month_published: (news) => ({
    happened: `Month ${news.month} published`,
    lead: `The figures of ${news.month} are published: ${news.met} of ${news.total} in time. They are frozen; what changes later will show there as a dated correction.`,
  }),
  verdict_contested: (news, letter) => ({
    happened: `Verdict contested (${news.reference})`,
    lead: `${by(letter)} contests the verdict “${verdicts.en[news.verdict]}” of the ticket ${news.reference} and asks that it count as “${verdicts.en[news.claimed]}”. Your institution settles it, with a reason.`,
    ...why(news.reason, 'Reason'),
  }),
  verdict_settled: (news, letter) => ({
    happened: `Contest settled (${news.reference})`,
    lead: news.agreed
      ? `${by(letter)} has agreed with your contest: the ticket ${news.reference} counts as “${verdicts.en[news.claimed]}” from now on. The computed verdict stays visible beside it.`
      : `${by(letter)} has not agreed with your contest of the ticket ${news.reference}: the computed verdict stands. Both stay visible.`,
    ...why(news.reason, 'Reason'),
  }),
  budget_warned: (news) => ({
    happened: `Error budget about to run out (${news.quarter})`,
    lead: `At the pace of the last thirty days the budget of ${news.quarter} runs out on ${date(news.runsOutOn, 'en')}: ${news.missed} late of ${news.total}, where the commitment of 95% allows ${news.allowed}.`,
  }),
};

export function agreementPassage(letter: AgreementLetter, locale: Locale): Passage {
  const words = locale === 'fr' ? french : english;
  // the table pairs each kind with its own words, which the compiler cannot follow through an index
  const say = words[letter.news.kind] as (news: AgreementNews, letter: AgreementLetter) => Passage;
  return say(letter.news, letter);
}

/** A local date (YYYY-MM-DD) as one says it, whatever zone it is a date of. */
function date(day: string, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { timeZone: 'UTC', dateStyle: 'long' });
  return format.format(new Date(`${day}T00:00:00Z`));
}
