import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { MessageKind } from '../domain/message.js';
import type { TicketLine } from '../stores/ticket-list.store.js';
import { excerptOf, markedText, type TextPart } from './domain/marked-text.js';
import { foldWord, wordsIn, type Clause } from './domain/search-words.js';
import { SearchStore } from './search.store.js';
import { TextsStore, type TextOfTicket } from './texts.store.js';

/** Where a search was found, as the reader may read it. */
export interface Highlight {
  field: 'reference' | 'title' | 'service' | MessageKind;
  messageId: string | null;
  parts: TextPart[];
}

const MOST_WORDS = 1000;
/** Stems end differently; two words with one stem begin alike. */
const ALIKE = 3;

@Injectable()
export class Highlighting {
  constructor(
    private readonly documents: SearchStore,
    private readonly texts: TextsStore,
  ) {}

  /** By ticket: reference, title and service where they match, and excerpts of up to three texts, the newest first. */
  async of(tx: Transaction, lines: readonly TicketLine[], words: readonly Clause[]): Promise<Map<string, Highlight[]>> {
    const texts = await this.texts.ofTickets(
      tx,
      lines.map(({ id }) => id),
      words,
    );
    const bodies = [
      ...lines.flatMap((line) => fieldsOf(line).map(([, text]) => text)),
      ...texts.map(({ body }) => body),
    ];
    const matching = new Set(await this.documents.matching(tx, candidates(bodies, words), words));
    const isMatch = (word: string) => matching.has(word.toLowerCase());
    const byTicket = new Map<string, TextOfTicket[]>(lines.map(({ id }) => [id, []]));
    for (const text of texts) byTicket.get(text.ticketId)?.push(text);
    return new Map(
      lines.map((line) => [line.id, [...inLine(line, isMatch), ...inTexts(byTicket.get(line.id) ?? [], isMatch)]]),
    );
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
  return texts.flatMap(({ kind, messageId, body }) => {
    const parts = excerptOf(body, isMatch);
    return parts ? [{ field: kind, messageId, parts }] : [];
  });
}

/** The different words of texts that may match: those that begin like one that is looked for. The database decides. */
function candidates(texts: readonly string[], clauses: readonly Clause[]): string[] {
  const beginnings = [...new Set(clauses.map(({ words }) => foldWord(words).slice(0, ALIKE)))];
  const found = new Set<string>();
  for (const text of texts) {
    for (const word of wordsIn(text)) {
      const folded = foldWord(word);
      if (beginnings.some((one) => folded.startsWith(one))) found.add(word.toLowerCase());
      if (found.size >= MOST_WORDS) return [...found];
    }
  }
  return [...found];
}
