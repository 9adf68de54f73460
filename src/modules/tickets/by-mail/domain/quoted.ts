import type { Locale } from '../../../../kernel/index.js';

const words = {
  fr: { from: 'Courriel de', unverified: 'expéditeur non vérifié' },
  en: { from: 'Mail from', unverified: 'sender not verified' },
};
const LONGEST = 20_000;

/** The words of somebody who is no party, quoted under their name and address as they gave them. */
export function quoted(
  mail: { sender: { name: string; address: string }; isVerified: boolean; text: string },
  locale: Locale,
): string {
  const { from, unverified } = words[locale];
  const { name, address } = mail.sender;
  const sender = name === '' || name === address ? address : `${name} <${address}>`;
  const lines = mail.text.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  const head = `${from} ${sender}${mail.isVerified ? '' : ` (${unverified})`}`;
  return `${head}\n\n${lines.join('\n')}`.slice(0, LONGEST);
}
