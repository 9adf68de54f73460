/** What titles, names and texts lose before they enter a mail. Everything that people typed is hostile until then. */

const LONGEST_TEXT = 10_000;

/**
 * One line: control characters and line breaks become spaces; format characters go (among them all that turn the
 * direction of writing), except the two joiners that emoji and Persian need.
 */
export function cleanLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Lines of a text of at most `longest` UTF-16 units. What overrides the direction of writing goes; direction marks of a right-to-left text stay. */
export function cleanText(text: string, longest = LONGEST_TEXT): { lines: string[]; isCut: boolean } {
  const cleaned = text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\n{4,}/g, '\n\n\n')
    .replace(/^\n+|\s+$/g, '');
  const isCut = cleaned.length > longest;
  const kept = isCut ? cleaned.slice(0, longest).replace(/[\ud800-\udbff]$/, '') : cleaned;
  return { lines: kept === '' ? [] : kept.split('\n').map((line) => line.trimEnd()), isCut };
}

/** At most `longest` UTF-16 units, cut between what a reader takes for characters. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length >= longest) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
