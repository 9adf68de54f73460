export interface TextPart {
  text: string;
  isMatch: boolean;
}

const AROUND = 70;
const LONGEST = 240;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** A text as parts that put together give it again, matching words apart. Never markup: the reader's program decides. */
export function markedText(text: string, isMatch: (word: string) => boolean): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { index, 0: word } of text.matchAll(WORD)) {
    if (!isMatch(word)) continue;
    if (index > from) parts.push({ text: text.slice(from, index), isMatch: false });
    parts.push({ text: word, isMatch: true });
    from = index + word.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMatch: false });
  return parts;
}

/**
 * Some words around the first match, whole ones, with an ellipsis where something is left out; undefined without a match.
 */
export function excerptOf(text: string, isMatch: (word: string) => boolean): TextPart[] | undefined {
  const words = [...text.matchAll(WORD)];
  const first = words.find(({ 0: word }) => isMatch(word));
  if (!first) return undefined;
  const start = words.find(({ index }) => index >= first.index - AROUND) ?? first;
  const from = first.index <= AROUND ? 0 : start.index;
  const whole = words.filter(({ index, 0: word }) => index + word.length <= from + LONGEST).at(-1);
  const isToTheEnd = text.length - from <= LONGEST;
  const to = isToTheEnd
    ? text.length
    : Math.max(whole ? whole.index + whole[0].length : 0, first.index + first[0].length);
  const shown = text.slice(from, to).replaceAll(/\s+/g, ' ');
  return markedText(`${from > 0 ? '… ' : ''}${shown}${isToTheEnd ? '' : ' …'}`, isMatch);
}
