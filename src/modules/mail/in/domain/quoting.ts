/**
 * What somebody wrote, without the mail that they answered and without their signature. Nothing is lost: the mail is kept
 * as it came. When in doubt it stays: an answer between the quoted lines is an answer, and a mail that would be empty is not
 * cut.
 */

/** "On Monday, Jane wrote:", on one line or two. */
const ATTRIBUTION =
  /^(?:on|le|am|el|il|op)\s.{4,300}\s(?:wrote|writes|a écrit|schrieb|escribió|ha scritto|schreef)(?:\s.{0,80})?\s*:$/iu;
const SEPARATOR =
  /^(?:-{2,}\s*(?:original message|message d['’]origine|ursprüngliche nachricht|mensaje original|forwarded message|message transféré)\s*-{2,}|_{20,})$/iu;
const FIELD = /^\*?(?:from|de|von|sent|envoyé|date|gesendet|to|à|an|cc|subject|objet|betreff)\s*:\*?\s/iu;
const FIRST_FIELD = /^\*?(?:from|de|von)\s*:\*?\s/iu;
const DEVICE =
  /^(?:sent from my |envoyé (?:de|depuis) mon |von meinem .{1,40} gesendet|get outlook for |télécharger outlook pour )/iu;

export function withoutQuotes(text: string): string {
  const lines = text.split('\n');
  const kept = cutAt(lines, startOfQuote(lines));
  const unsigned = cutAt(kept, startOfSignature(kept));
  const result = trimmed(isBlank(unsigned) ? kept : unsigned);
  return isBlank(result) ? trimmed(lines).join('\n') : result.join('\n');
}

/** A few words of thanks, and nothing else: it asks for nothing. */
export function isThanks(text: string): boolean {
  if (text.length > 120) return false;
  const words =
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\d]+/gu) ?? [];
  return words.some((word) => thanking.has(word)) && words.every((word) => thanking.has(word) || filling.has(word));
}

const thanking = new Set('merci thanks thank thx cheers remercie remercions danke gracias grazie'.split(' '));
const filling = new Set(
  `beaucoup bien bonne journée bonjour bonsoir cordialement pour votre ton aide réponse retour tout parfait super ok a à
   toute l équipe lot you so very much many for the your help everything all great perfect it s works fine now ça marche
   c est je vous te nous de d la le à best regards kind have nice day week end bon et and i we`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

function startOfQuote(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (SEPARATOR.test(line) && (line.startsWith('-') || isBlockOfFields(lines, nextText(lines, at + 1)))) return at;
    if (FIRST_FIELD.test(line) && isBlockOfFields(lines, at)) return at;
    const joined = `${line} ${(lines[at + 1] ?? '').trim()}`;
    const length = ATTRIBUTION.test(line) ? 1 : ATTRIBUTION.test(joined) ? 2 : 0;
    // answered below or in between, what is quoted is part of the answer
    if (length > 0) return isAnsweredBelow(lines, at + length) || isBlank(lines.slice(0, at)) ? lines.length : at;
    if (line.startsWith('>') && !isAnsweredBelow(lines, at) && !isBlank(lines.slice(0, at))) return at;
  }
  return lines.length;
}

/** After quoted lines somebody wrote on. */
function isAnsweredBelow(lines: readonly string[], from: number): boolean {
  let hasQuote = false;
  for (const line of lines.slice(from, startOfSignature(lines, from))) {
    if (line.startsWith('>')) hasQuote = true;
    else if (hasQuote && line.trim() !== '') return true;
  }
  return false;
}

/** At least three fields of a header within a few lines: some programs break a long sender in two. */
function isBlockOfFields(lines: readonly string[], from: number): boolean {
  return lines.slice(from, from + 8).filter((line) => FIELD.test(line.trim())).length >= 3;
}

function startOfSignature(lines: readonly string[], from = 0): number {
  const at = lines.findIndex((line, index) => index >= from && (/^--\s?$/.test(line) || DEVICE.test(line.trim())));
  return at < 0 ? lines.length : at;
}

function nextText(lines: readonly string[], from: number): number {
  const at = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return at < 0 ? lines.length : at;
}

const cutAt = (lines: readonly string[], at: number) => lines.slice(0, at);
const isBlank = (lines: readonly string[]) => lines.every((line) => line.trim() === '');

function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}
