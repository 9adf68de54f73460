const MOST_OCTETS = 75;

/**
 * The lines of an iCalendar object, folded (RFC 5545, 3.1): at most 75 octets of UTF-8 each, without the break; what goes
 * on begins with a space, which counts. A character is never cut in two. Every line ends with CRLF, the last one too.
 */
export function fold(lines: readonly string[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function folded(line: string): string {
  if (Buffer.byteLength(line) <= MOST_OCTETS) return line;
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}

/** The lines of a text, each with the number (from 1) at which it begins; what was folded is put together again. */
export function unfold(text: string): { line: string; number: number }[] {
  const lines: { parts: string[]; number: number }[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const last = lines.at(-1);
    if (last && /^[ \t]/.test(raw)) last.parts.push(raw.slice(1));
    else if (raw !== '') lines.push({ parts: [raw], number: index + 1 });
  });
  return lines.map(({ parts, number }) => ({ line: parts.join(''), number }));
}
