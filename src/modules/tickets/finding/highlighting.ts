import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { MessageKind } from '../domain/message.js';
import type { TicketLine } from '../stores/ticket-list.store.js';
import { excerptOf, markedText, type TextPart } from './domain/marked-text.js';
import { beginningsOf, foldWord, mayHold, wordsIn, type Clause } from './domain/search-words.js';
import { SearchStore } from './search.store.js';
import { TextsStore, type FileOfTicket, type TextOfTicket } from './texts.store.js';

/** Where a search was found, as the reader may read it. */
export interface Highlight {
  field: 'reference' | 'title' | 'service' | 'attachment' | MessageKind;
  messageId: string | null;
  parts: TextPart[];
}

/** Of words that are not what was looked for but may have its stem. */
const MOST_WORDS = 300;
/** Excerpts of a ticket. */
const MOST_TEXTS = 3;

@Injectable()
export class Highlighting {
  constructor(
    private readonly documents: SearchStore,
    private readonly texts: TextsStore,
  ) {}

  /**
   * By ticket: reference, title and service where they match, excerpts of up to three texts, the newest first, and names
   * of files. For all tickets of a page together: their texts in one statement, their files in one, and one that says
   * which of the words that begin alike have the same stem.
   */
  async of(tx: Transaction, lines: readonly TicketLine[], words: readonly Clause[]): Promise<Map<string, Highlight[]>> {
    const beginnings = beginningsOf(words);
    if (lines.length === 0 || beginnings.length === 0) return new Map();
    const ids = lines.map(({ id }) => id);
    const texts = await this.texts.ofTickets(tx, ids, mayHold(beginnings));
    const files = await this.texts.filesOfTickets(tx, ids, mayHold(beginnings));
    const all = [
      ...lines.flatMap((line) => fieldsOf(line).map(([, text]) => text)),
      ...texts.map(({ body }) => body),
      ...files.map(({ name }) => name),
    ];
    const isMatch = await this.matcher(tx, all, words, beginnings);
    const textsOf = byTicket(texts);
    const filesOf = byTicket(files);
    return new Map(
      lines.map((line) => [
        line.id,
        [
          ...inLine(line, isMatch),
          ...inTexts(textsOf.get(line.id) ?? [], isMatch),
          ...inFiles(filesOf.get(line.id) ?? [], isMatch),
        ],
      ]),
    );
  }

  /** Which words of these texts match. What is spelt alike is known here; of stems the database is asked. */
  private async matcher(
    tx: Transaction,
    texts: readonly string[],
    clauses: readonly Clause[],
    beginnings: readonly string[],
  ): Promise<(word: string) => boolean> {
    const spelt = clauses.map(({ words, prefix }) => ({ words: foldWord(words), prefix }));
    const known = new Map<string, boolean>();
    const doubtful = new Set<string>();
    for (const text of texts) {
      for (const found of wordsIn(text)) {
        const word = found.toLowerCase();
        if (known.has(word)) continue;
        const folded = foldWord(word);
        const isSpelt = spelt.some(({ words, prefix }) => (prefix ? folded.startsWith(words) : folded === words));
        known.set(word, isSpelt);
        // what holds a digit has no other forms
        const mayBe = !isSpelt && !/\d/.test(folded) && beginnings.some((one) => folded.startsWith(one));
        if (mayBe && doubtful.size < MOST_WORDS) doubtful.add(word);
      }
    }
    const stemmed = clauses.filter(({ exact }) => !exact);
    for (const word of await this.documents.matching(tx, [...doubtful], stemmed)) known.set(word, true);
    return (word) => known.get(word.toLowerCase()) ?? false;
  }
}

function fieldsOf(line: TicketLine): ['reference' | 'title' | 'service', string][] {
  return [
    ['reference', line.reference],
    ['title', line.title],
    ['service', line.serviceName],
  ];
}

function inLine(line: TicketLine, isMatch: (word: string) => boolean): Highlight[] {
  return fieldsOf(line)
    .map(([field, text]) => ({ field, messageId: null, parts: markedText(text, isMatch) }))
    .filter(({ parts }) => parts.some((part) => part.isMatch));
}

function inTexts(texts: readonly TextOfTicket[], isMatch: (word: string) => boolean): Highlight[] {
  const found: Highlight[] = [];
  for (const { kind, messageId, body } of texts) {
    const parts = excerptOf(body, isMatch);
    if (parts) found.push({ field: kind, messageId, parts });
    if (found.length === MOST_TEXTS) break;
  }
  return found;
}

function inFiles(files: readonly FileOfTicket[], isMatch: (word: string) => boolean): Highlight[] {
  return files
    .map(({ messageId, name }) => ({ field: 'attachment' as const, messageId, parts: markedText(name, isMatch) }))
    .filter(({ parts }) => parts.some((part) => part.isMatch))
    .slice(0, MOST_TEXTS);
}

function byTicket<T extends { ticketId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.ticketId);
    if (group) group.push(row);
    else groups.set(row.ticketId, [row]);
  }
  return groups;
}
