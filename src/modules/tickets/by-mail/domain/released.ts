const words = {
  fr: '[Reçu par courriel d’un expéditeur non vérifié, et versé au ticket par le guichet.]',
  en: '[Received by mail from a sender who was not verified, and filed by the desk.]',
};
const LONGEST = 20_000;

/** What somebody is said to have written, where a person decided so and no server: whoever reads it is told first. */
export function released(text: string, locale: string): string {
  return `${words[locale.startsWith('en') ? 'en' : 'fr']}\n\n${text}`.slice(0, LONGEST);
}
