const MOST_OCTETS = 75;

/**
 * The lines of an iCalendar object, folded (RFC 5545, 3.1): at most 75 octets of UTF-8 each, without the break; what goes
 * on begins with a space, which counts. A character is never cut in two. Every line ends with CRLF, the last one too.
 */
export function fold(lines: readonly string[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function folded(line: string): string {
  // a unit of UTF-16 is three octets at most
  if (line.length * 3 <= MOST_OCTETS) return line;
  const parts: string[] = [];
  let begin = 0;
  let octets = 0;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    const isPair = code >= 0xd800 && code < 0xdc00 && (line.codePointAt(at) ?? 0) > 0xffff;
    const size = isPair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (octets + size > MOST_OCTETS) {
      parts.push(line.slice(begin, at));
      begin = at;
      octets = 1;
    }
    octets += size;
    if (isPair) at += 1;
  }
  return parts.length === 0 ? line : [...parts, line.slice(begin)].join('\r\n ');
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
