import type { Flaw } from './said.js';
import type { Notice } from './view.js';

export interface PageWords {
  title: string;
  who: string;
  byCode: string;
  sendCode: string;
  another: string;
  code: string;
  withCode: string;
  byPassword: string;
  email: string;
  password: string;
  signIn: string;
  notices: Record<Notice, string>;
  decision: string;
  reason: string;
  reasonHint: string;
  record: string;
  flaws: Record<Flaw, string>;
  settled: string;
  on: string;
  close: string;
}

const fr: PageWords = {
  title: 'Une décision vous attend',
  who: 'Ce lien a été envoyé à une seule personne. Montrez que c’est vous pour lire ce qui est demandé et décider. Ouvrir cette page n’a rien décidé.',
  byCode: 'Par un code',
  sendCode: 'M’envoyer un code par courriel',
  another: 'M’envoyer un autre code',
  code: 'Code reçu (8 chiffres)',
  withCode: 'Continuer avec ce code',
  byPassword: 'Par votre mot de passe',
  email: 'Adresse électronique',
  password: 'Mot de passe',
  signIn: 'Se connecter',
  notices: {
    code_sent:
      'Si ce lien peut encore servir, un code vient de partir à l’adresse de la personne à qui il a été envoyé. Il est valable dix minutes. On peut en demander cinq par heure.',
    wrong_code: 'Ce code n’est pas le bon, ou ne sert plus. Après cinq erreurs il faut en demander un autre.',
    not_you: 'Cette adresse et ce mot de passe ne sont pas ceux de la personne à qui ce lien a été envoyé.',
    too_many: 'Trop de tentatives ont échoué. Réessayez dans un quart d’heure, ou demandez un code.',
    again:
      'Cette page est restée ouverte trop longtemps, ou ne vient pas d’ici. Rien n’a été enregistré\u00a0: recommencez.',
  },
  decision: 'Votre décision',
  reason: 'Motif ou message (4\u00a0000 caractères au plus)',
  reasonHint: 'La personne qui a fait la demande le lira. Il est nécessaire pour refuser.',
  record: 'Enregistrer ma décision',
  flaws: {
    choose: 'Choisissez une réponse. Rien n’a été enregistré.',
    reason: 'Donnez un motif. Rien n’a été enregistré.',
    too_long: 'Le motif est trop long (4\u00a0000 caractères au plus). Rien n’a été enregistré.',
    again:
      'Cette page est restée ouverte trop longtemps, ou ne vient pas d’ici. Rien n’a été enregistré\u00a0: envoyez votre réponse de nouveau.',
    not_now: 'Cela ne peut pas être décidé en l’état. Rien n’a été enregistré.',
  },
  settled: 'La décision est enregistrée',
  on: 'Le',
  close: 'Vous pouvez fermer cette page.',
};

const en: PageWords = {
  title: 'A decision waits for you',
  who: 'This link was sent to one person alone. Show that it is you to read what is asked for and to decide. Opening this page has decided nothing.',
  byCode: 'With a code',
  sendCode: 'Mail me a code',
  another: 'Mail me another code',
  code: 'Code from the mail (8 digits)',
  withCode: 'Go on with this code',
  byPassword: 'With your password',
  email: 'Mail address',
  password: 'Password',
  signIn: 'Sign in',
  notices: {
    code_sent:
      'If this link is still of use, a code has just gone to the address of the person to whom it was sent. It is valid for ten minutes. Five can be asked for in an hour.',
    wrong_code:
      'This is not the code, or it is of no use any more. After five mistakes another one has to be asked for.',
    not_you: 'This address and this password are not those of the person to whom this link was sent.',
    too_many: 'Too many attempts have failed. Try again in a quarter of an hour, or ask for a code.',
    again: 'This page was open for too long, or does not come from here. Nothing was recorded: begin again.',
  },
  decision: 'Your decision',
  reason: 'Reason or message (4,000 characters at most)',
  reasonHint: 'Whoever asked will read it. A rejection needs one.',
  record: 'Record my decision',
  flaws: {
    choose: 'Choose an answer. Nothing was recorded.',
    reason: 'Say why. Nothing was recorded.',
    too_long: 'The reason is too long (4,000 characters at most). Nothing was recorded.',
    again: 'This page was open for too long, or does not come from here. Nothing was recorded: send your answer again.',
    not_now: 'This cannot be decided as things stand. Nothing was recorded.',
  },
  settled: 'The decision is recorded',
  on: 'On',
  close: 'You may close this page.',
};

export const pageWords = { fr, en };

/** One and the same, whatever the link was: forged, cut off, expired, or about something that has changed since. */
export const goneWords = {
  fr: 'Ce lien n’ouvre plus rien.',
  frMore:
    'Il a peut-être expiré, été coupé par un logiciel de messagerie, ou ce qu’il concernait a changé. Un nouveau message vous a été envoyé si l’on attend encore votre décision.',
  en: 'This link no longer opens anything.',
  enMore:
    'It may have expired, been cut by a mail program, or what it was about has changed. A new mail was sent to you if your decision is still waited for.',
};
