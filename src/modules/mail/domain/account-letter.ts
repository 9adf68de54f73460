import { localInstant } from './instants.js';
import type { Locale, Passage } from './letter-kinds.js';
import type { WrittenLetter } from './letter.js';
import { inFrame } from './letters/in-frame.js';

/** A link by which the reader sets a password. */
export interface AccountLetter {
  purpose: 'invitation' | 'reset' | 'forgotten';
  expiresAt: Date;
  readerName: string;
  /** Where the reader is (IANA name). */
  timeZone: string;
  url: string;
}

/** A mail for one reader, in their language. Pure. */
export function writeAccountLetter(letter: AccountLetter, locale: Locale): WrittenLetter {
  const french = locale === 'fr';
  const around = {
    readerName: letter.readerName,
    url: letter.url,
    facts: [
      {
        label: french ? 'Valable jusqu’à' : 'Valid until',
        value: localInstant(letter.expiresAt, letter.timeZone, locale),
      },
    ],
    link: french ? 'Choisir un mot de passe' : 'Choose a password',
    cut: '',
    why: (french ? whyInFrench : whyInEnglish)[letter.purpose],
  };
  return inFrame((french ? inFrench : inEnglish)[letter.purpose], around, locale);
}

type ByPurpose<T> = Readonly<Record<AccountLetter['purpose'], T>>;

const inFrench: ByPurpose<Passage> = {
  invitation: {
    happened: 'Votre compte Guichet',
    lead: 'Un compte vous attend. Choisissez votre mot de passe par le lien ci-dessous pour vous connecter. Le lien sert une seule fois.',
    after: [
      'Ouvrir le lien ne change rien tant que vous n’avez pas choisi de mot de passe. Ne le transmettez à personne.',
    ],
  },
  reset: {
    happened: 'Choisissez un nouveau mot de passe',
    lead: 'Votre mot de passe et vos sessions ouvertes ne sont plus valables. Choisissez un nouveau mot de passe par le lien ci-dessous. Le lien sert une seule fois.',
    after: ['Ne transmettez ce lien à personne.'],
  },
  forgotten: {
    happened: 'Mot de passe oublié',
    lead: 'Vous avez demandé à choisir un nouveau mot de passe. Le lien ci-dessous sert une seule fois.',
    after: [
      'Si vous n’avez rien demandé, ne faites rien\u00a0: votre mot de passe reste le même. Ne transmettez ce lien à personne.',
    ],
  },
};

const inEnglish: ByPurpose<Passage> = {
  invitation: {
    happened: 'Your Guichet account',
    lead: 'An account is waiting for you. Choose your password by the link below to sign in. The link works once.',
    after: ['Opening the link changes nothing until you have chosen a password. Pass it on to nobody.'],
  },
  reset: {
    happened: 'Choose a new password',
    lead: 'Your password and your open sessions are no longer valid. Choose a new password by the link below. The link works once.',
    after: ['Pass this link on to nobody.'],
  },
  forgotten: {
    happened: 'Forgotten password',
    lead: 'You asked to choose a new password. The link below works once.',
    after: ['If you did not ask for it, do nothing: your password stays as it is. Pass this link on to nobody.'],
  },
};

const whyInFrench: ByPurpose<string> = {
  invitation: 'Vous recevez ce message parce que votre établissement vous a inscrit sur Guichet.',
  reset: 'Vous recevez ce message parce que l’exploitant de Guichet a réinitialisé votre mot de passe.',
  forgotten: 'Vous recevez ce message parce que ce lien a été demandé pour votre adresse.',
};

const whyInEnglish: ByPurpose<string> = {
  invitation: 'You get this message because your institution has enrolled you in Guichet.',
  reset: 'You get this message because whoever runs Guichet has reset your password.',
  forgotten: 'You get this message because this link was asked for with your address.',
};
