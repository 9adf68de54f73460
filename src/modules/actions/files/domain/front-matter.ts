import { Composer, CST, isMap, Lexer, LineCounter, Parser, type YAMLMap } from 'yaml';
import type { Findings } from './action-file.js';

/*
 * The front matter is YAML 1.2 of a plain sort: no anchors, aliases, tags, directives or merged keys, and nothing nested
 * deeper than an action needs. That is seen in its lexemes, before anything is built of them, so that what it costs to read
 * is bounded by their number: some programs that read YAML can be kept busy for minutes with a few kilobytes.
 */
const MOST_BYTES = 65_536;
const MOST_LEXEMES = 20_000;
const DEEPEST = 8;

const refusedTokens: ReadonlyMap<string, string> = new Map([
  ['anchor', 'Anchors (&) are not used here.'],
  ['alias', 'Aliases (*) are not used here: a text that begins like one is put into quotation marks.'],
  ['tag', 'Tags (!) are not used here: a text that begins like one is put into quotation marks.'],
  ['directive-line', 'Directives (%) are not used here.'],
  ['doc-start', 'The front matter is one document.'],
  ['doc-end', 'The front matter is one document.'],
]);

export interface FrontMatter {
  map: YAMLMap;
  /** The line of the file on which an offset of the front matter stands. */
  lineAt: (offset: number) => number;
}

/** `first`: the number of its first line in the file. */
export function readFrontMatter(text: string, first: number, findings: Findings): FrontMatter | undefined {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    findings.error(first, 'front_matter_too_long', 'The front matter has at most 64 KB.');
    return undefined;
  }
  const counter = new LineCounter();
  const lineAt = (offset: number) => first - 1 + counter.linePos(offset).line;
  if (!isPlain(text, first, findings)) return undefined;
  const tokens = [...new Parser(counter.addNewLine).parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    findings.error(lineAt(deep), 'too_deep', 'The front matter is nested too deeply.');
    return undefined;
  }
  const composer = new Composer({ version: '1.2', schema: 'core', merge: false, uniqueKeys: true, strict: true });
  const [document, ...more] = composer.compose(tokens, true, text.length);
  if (!document || more.length > 0) {
    findings.error(first, 'malformed_yaml', 'The front matter is one document.');
    return undefined;
  }
  for (const { message, pos } of document.errors) findings.error(lineAt(pos[0]), 'malformed_yaml', firstLine(message));
  if (document.errors.length > 0) return undefined;
  if (!isMap(document.contents)) {
    findings.error(first, 'malformed_yaml', 'The front matter says what an action is, as "name: value".');
    return undefined;
  }
  return { map: document.contents, lineAt };
}

const firstLine = (message: string): string => message.split('\n', 1)[0]?.slice(0, 200) ?? '';

/** Counts the lexemes and looks at each once. What stands behind a mark of a scalar is text, whatever it looks like. */
function isPlain(text: string, first: number, findings: Findings): boolean {
  let count = 0;
  let line = first;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > MOST_LEXEMES) {
      findings.error(line, 'front_matter_too_long', 'The front matter has too many parts.');
      return false;
    }
    const type: CST.Token['type'] | null = isScalar ? 'scalar' : CST.tokenType(lexeme);
    const message = refusedTokens.get(type ?? '');
    if (message !== undefined) {
      findings.error(line, 'unsupported_yaml', message);
      return false;
    }
    isScalar = type === 'scalar' && lexeme === CST.SCALAR;
    for (let at = lexeme.indexOf('\n'); at >= 0; at = lexeme.indexOf('\n', at + 1)) line += 1;
  }
  return true;
}

/** The offset of something that is nested too deeply; without recursion. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const pending: [token: CST.Token, depth: number][] = tokens.map((token) => [token, 0]);
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) return token.offset;
    if (token.type === 'document' && token.value) pending.push([token.value, depth]);
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if (item.key) pending.push([item.key, depth + 1]);
      if (item.value) pending.push([item.value, depth + 1]);
    }
  }
  return undefined;
}
