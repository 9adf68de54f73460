/** One verdict of an Authentication-Results header: `dkim=pass header.d=univ.example`. */
export interface Verdict {
  /** In lower case, without its version. */
  method: string;
  result: string;
  /** By name, in lower case; of one that is repeated the first. */
  properties: ReadonlyMap<string, string>;
}

export interface AuthenticationResults {
  /** Who says so (authserv-id), in lower case. */
  host: string;
  /** Null: it cannot be read without doubt, and so says nothing. */
  verdicts: readonly Verdict[] | null;
}

/** `space` stands for white space and comments; `isQuoted`: what stood in quotes, without them. */
type Piece = { kind: 'space' | 'end' | 'equals' } | { kind: 'text'; text: string; isQuoted: boolean };

const LONGEST = 10_000;
/** Longer first: a quoted string and a comment are one piece, whatever stands in them. */
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const ATOM = /[^\s;="()]+/y;
const METHODS = ['dmarc', 'dkim', 'spf', 'arc', 'auth', 'iprev', 'sender-id', 'domainkeys', 'dkim-adsp'];

/**
 * Reads the value of an Authentication-Results header (RFC 8601, 2.2). The envelope sender and the identity of a signature
 * are chosen by whoever writes the mail and stand in it word for word, and a local part in quotes may hold anything. So
 * quoted strings and comments are taken as wholes, and one value that could be taken for something else (a quote within an
 * address, white space, `;`, a second `@`), one stray word or one open quote makes the whole header say nothing.
 */
export function readResults(value: string): AuthenticationResults {
  const host = /^(?:\s|\([^()"\\]*\))*"?([^\s;"()=]+)/.exec(value)?.[1]?.toLowerCase() ?? '';
  const pieces = piecesOf(value);
  return { host, verdicts: pieces ? verdictsIn(pieces) : null };
}

function verdictsIn(pieces: readonly Piece[]): Verdict[] | null {
  const [, ...statements] = split(pieces);
  const verdicts: Verdict[] = [];
  for (const statement of statements) {
    const pairs = pairsIn(statement);
    if (!pairs) return null;
    const [verdict, ...properties] = pairs;
    // `none`, or nothing behind the last semicolon
    if (!verdict) continue;
    if (properties.some(([name]) => METHODS.includes(name))) return null;
    verdicts.push({
      method: verdict[0].replace(/\/\d+$/, ''),
      result: verdict[1],
      properties: new Map([...properties].reverse()),
    });
  }
  return verdicts;
}

/** Names and values, in lower case; null when anything stands there that is neither. */
function pairsIn(statement: readonly Piece[]): [name: string, value: string][] | null {
  const pairs: [string, string][] = [];
  const words = wordsOf(statement);
  if (words.length === 1 && isPlain(words[0], 'none')) return [];
  for (let at = 0; at < words.length; at += 3) {
    const [name, equals, value] = words.slice(at, at + 3);
    if (equals !== '=' || !Array.isArray(name) || !Array.isArray(value)) return null;
    const [key, ...more] = name;
    if (!key || more.length > 0 || key.isQuoted) return null;
    const said = valueOf(key.text.toLowerCase(), value);
    if (said === null) return null;
    pairs.push([key.text.toLowerCase(), said]);
  }
  return pairs;
}

interface Part {
  text: string;
  isQuoted: boolean;
}

/** A value is one piece; only the reason may be a sentence. */
function valueOf(name: string, parts: readonly Part[]): string | null {
  const [part, ...more] = parts;
  if (!part || more.length > 0) return null;
  if (name !== 'reason' && /[\s;"\\()]|@.*@/s.test(part.text)) return null;
  return part.text.toLowerCase();
}

function isPlain(word: readonly Part[] | '=' | undefined, text: string): boolean {
  return Array.isArray(word) && word.length === 1 && word.some((part: Part) => part.text.toLowerCase() === text);
}

/** What stands together, and the equals signs between; an equals sign in a value belongs to it (base64 does so). */
function wordsOf(statement: readonly Piece[]): (Part[] | '=')[] {
  const words: (Part[] | '=')[] = [];
  let open: Part[] | undefined;
  for (const piece of statement) {
    const isInValue = open !== undefined && words.length % 3 === 0;
    if (piece.kind === 'space') open = undefined;
    else if (piece.kind === 'equals') {
      const last = open?.at(-1);
      if (isInValue && last && !last.isQuoted) last.text += '=';
      else {
        open = undefined;
        words.push('=');
      }
    } else if (piece.kind === 'text') {
      const last = open?.at(-1);
      if (last?.text.endsWith('=') && !last.isQuoted && !piece.isQuoted) last.text += piece.text;
      else if (open) open.push({ text: piece.text, isQuoted: piece.isQuoted });
      else words.push((open = [{ text: piece.text, isQuoted: piece.isQuoted }]));
    }
  }
  return words;
}

function split(pieces: readonly Piece[]): Piece[][] {
  const statements: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece.kind === 'end') statements.push([]);
    else statements.at(-1)?.push(piece);
  }
  return statements;
}

/** Null when a quote or a comment is left open, or closed by what does not belong to it. */
function piecesOf(text: string): Piece[] | null {
  if (text.length > LONGEST) return null;
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length;) {
    const letter = text.charAt(at);
    const [found, piece] = pieceAt(text, at, letter);
    if (found === 0) return null;
    pieces.push(piece);
    at += found;
  }
  return pieces;
}

function pieceAt(text: string, at: number, letter: string): [length: number, Piece] {
  if (/\s/.test(letter)) return [1, { kind: 'space' }];
  if (letter === ';') return [1, { kind: 'end' }];
  if (letter === '=') return [1, { kind: 'equals' }];
  if (letter === '(') return [commentAt(text, at), { kind: 'space' }];
  const pattern = letter === '"' ? QUOTED : ATOM;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  const said = found?.[1]?.replace(/\\(.)/gs, '$1') ?? found?.[0] ?? '';
  return [found?.[0].length ?? 0, { kind: 'text', text: said, isQuoted: letter === '"' }];
}

/**
 * How long a comment is; 0 when nobody closes it, and when it closes within a quote: servers write the envelope sender into
 * comments too, as it was given.
 */
function commentAt(text: string, from: number): number {
  let depth = 0;
  let quotes = 0;
  for (let at = from; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '\\') at += 1;
    else if (letter === '"') quotes += 1;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    if (depth === 0) return quotes % 2 === 0 ? at - from + 1 : 0;
  }
  return 0;
}
