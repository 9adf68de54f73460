import type { Locale } from '../../../../kernel/index.js';

const words = {
  fr: { from: 'Courriel de', unverified: 'expéditeur non vérifié', named: 'qui se nomme' },
  en: { from: 'Mail from', unverified: 'sender not verified', named: 'who gives the name' },
};
const LONGEST = 20_000;

/**
 * The words of somebody who is no party, quoted under the address that they gave. A name is what they would like to be taken
 * for: it stands last, said to be theirs, without what could pass for an address or a remark of ours.
 */
export function quoted(
  mail: { sender: { name: string; address: string }; isVerified: boolean; text: string },
  locale: Locale,
): string {
  const { from, unverified, named } = words[locale];
  const { address } = mail.sender;
  const name = mail.sender.name.replace(/[<>@()[\]«»"“”]/g, '').trim();
  const sender = `${address}${mail.isVerified ? '' : ` (${unverified})`}`;
  const lines = mail.text.split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  const isNamed = name !== '' && mail.sender.name !== address;
  const head = `${from} ${sender}${isNamed ? `, ${named} "${name}"` : ''}`;
  return `${head}\n\n${lines.join('\n')}`.slice(0, LONGEST);
}
