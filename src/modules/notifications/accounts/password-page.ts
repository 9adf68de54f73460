import type { Locale } from '../../../kernel/index.js';
import { button, field, form, noticed, whole } from '../deciding/page.js';

export type PasswordView = 'ask' | 'unfit' | 'too_many' | 'gone' | 'done';

interface Words {
  title: string;
  lead: string;
  label: string;
  rules: string;
  send: string;
  unfit: string;
  tooMany: string;
  gone: string;
  goneMore: string;
  done: string;
  doneMore: string;
}

const fr: Words = {
  title: 'Choisir un mot de passe',
  lead: 'Ce lien sert une seule fois. Ouvrir cette page n’a rien changé.',
  label: 'Nouveau mot de passe',
  rules: 'Au moins 12 caractères, dont cinq différents, et autre chose que votre adresse. Une suite de mots convient.',
  send: 'Enregistrer',
  unfit: 'Ce mot de passe ne convient pas : il est trop court, trop uniforme, trop long ou tiré de votre adresse.',
  tooMany: 'Trop de tentatives. Réessayez dans un quart d’heure.',
  gone: 'Ce lien n’ouvre rien, ou plus rien.',
  goneMore: 'Il a servi, a été remplacé ou n’est plus valable. Demandez-en un autre.',
  done: 'Votre mot de passe est enregistré.',
  doneMore: 'Toutes vos sessions sont fermées. Vous pouvez vous connecter et fermer cette page.',
};

const en: Words = {
  title: 'Choose a password',
  lead: 'This link works once. Opening this page has changed nothing.',
  label: 'New password',
  rules: 'At least 12 characters, five of them different, and not your address. A few words will do.',
  send: 'Save',
  unfit: 'This password will not do: it is too short, too uniform, too long or made of your address.',
  tooMany: 'Too many attempts. Try again in a quarter of an hour.',
  gone: 'This link opens nothing, or no longer.',
  goneMore: 'It was used, replaced or has expired. Ask for another one.',
  done: 'Your password is saved.',
  doneMore: 'All your sessions have ended. You can sign in, and close this page.',
};

/** Whoever opens it is known by nothing, so it speaks the language of the browser. The form posts to where it stands. */
export function renderPasswordPage(view: PasswordView, token: string, locale: Locale): string {
  const words = locale === 'fr' ? fr : en;
  if (view === 'gone') return whole(locale, words.gone, [`<h1>${words.gone}</h1><p>${words.goneMore}</p>`]);
  if (view === 'done') return whole(locale, words.done, [`<h1>${words.done}</h1><p>${words.doneMore}</p>`]);
  const flaw = view === 'unfit' ? words.unfit : view === 'too_many' ? words.tooMany : undefined;
  return whole(locale, words.title, [
    `<h1>${words.title}</h1>`,
    noticed(flaw),
    `<p>${words.lead}</p>`,
    form(token, [
      field('password', words.label, 'type="password" autocomplete="new-password" minlength="12" maxlength="1024"'),
      `<p>${words.rules}</p>`,
      button(words.send),
    ]),
  ]);
}
