import { localeOf, type Locale } from '../../../kernel/index.js';

/** What the program writes on a ticket when time acts, in the language of the institution that owns it. */
type Text = 'unanswered' | 'returned' | 'not_accepted';

const texts: Record<Locale, Record<Text, string>> = {
  fr: {
    unanswered:
      'Nous attendions une réponse de votre part depuis dix jours ouvrés. Sans nouvelle de vous, cette demande est résolue. Si vous en avez encore besoin, rouvrez-la en répondant à notre question.',
    returned:
      'La question posée est restée sans réponse pendant dix jours ouvrés. L’escalade est retournée\u00a0: il manque des informations pour la traiter.',
    not_accepted:
      'L’escalade n’a pas été acceptée dans le délai de prise en compte de la convention\u00a0: elle est proposée au titulaire suivant.',
  },
  en: {
    unanswered:
      'We have been waiting for your answer for ten working days. As we have not heard from you, this ticket is resolved. If you still need it, reopen it and answer our question.',
    returned:
      'The question has been left without an answer for ten working days. The escalation is returned: information is missing to work on it.',
    not_accepted:
      'The escalation was not accepted within the response target of the agreement: it is offered to the next holder.',
  },
};

/** @param locale of the institution; anything but English reads French */
export function textOfTime(text: Text, locale: string): string {
  return texts[localeOf(locale)][text];
}
