import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { DomainError, notFound, orThrow } from '../../kernel/index.js';
import { Decidables, requirePermission, type Decidable, type Described, type Said } from '../identity/index.js';
import { Desk } from './desk.js';
import { mayMoveTicket } from './domain/admission.js';
import { answeredBy, settledWords, type Answered } from './domain/settled-words.js';
import { lastResolution, type LastResolution } from './stores/resolutions.store.js';
import { TicketMovesService } from './ticket-moves.service.js';

/**
 * Whether a resolution settles the matter, asked of the person who asked for help, by the mail that tells them. The link is
 * enough: what it can do is little and can be undone. "Not settled" reopens the ticket as they would over the API, and only
 * with a text; "settled" is recorded and moves nothing, for a closed ticket never opens again and a link may be in other
 * hands. One resolution is answered once; the link of an earlier one opens nothing.
 */
@Injectable()
export class DecidableResolutions implements Decidable, OnModuleInit {
  readonly kind = 'resolution';

  constructor(
    private readonly decidables: Decidables,
    private readonly desk: Desk,
    private readonly moves: TicketMovesService,
  ) {}

  onModuleInit(): void {
    this.decidables.register(this);
  }

  /** Of the resolution itself, so that an answer to it changes nothing here and another resolution does. */
  async digest(tx: Transaction, ticketId: string): Promise<Buffer | undefined> {
    const resolution = await lastResolution(tx, ticketId);
    if (!resolution) return undefined;
    const said = [ticketId, resolution.eventId, resolution.requesterId];
    return createHash('sha256').update(JSON.stringify(said)).digest();
  }

  question(locale: 'fr' | 'en'): Described {
    const { heading, settled, notSettled, form } = settledWords[locale];
    return {
      heading,
      facts: [],
      choices: [
        { value: 'settled', label: settled, needsReason: false },
        { value: 'not_settled', label: notSettled, needsReason: true },
      ],
      words: form,
      outcome: undefined,
    };
  }

  async describe(tx: Transaction, ticketId: string, locale: 'fr' | 'en'): Promise<Described | undefined> {
    const resolution = await lastResolution(tx, ticketId);
    if (resolution?.requesterId !== tx.actor.personId) return undefined;
    const question = this.question(locale);
    const answered = answerTo(resolution);
    if (answered === 'open') return question;
    const at = resolution.answers.at(-1)?.at ?? null;
    const outcome = { text: settledWords[locale].outcomes[answered], at, reason: null };
    return { heading: question.heading, facts: [], choices: [], outcome };
  }

  async decide(tx: Transaction, ticketId: string, { choice, reason, via }: Said): Promise<void> {
    requirePermission(tx.actor, 'ticket.reopen');
    const resolution = await lastResolution(tx, ticketId);
    if (resolution?.requesterId !== tx.actor.personId) throw notFound();
    const asked = { actor: tx.actor, reference: resolution.reference };
    if (choice === 'settled') {
      await this.settled(asked, via);
      return;
    }
    if (reason === undefined) throw notFound();
    await this.moves.reopen(asked, reason, via);
  }

  private async settled(asked: { actor: Transaction['actor']; reference: string }, via: Said['via']): Promise<void> {
    await this.desk.change(asked, (ticket, _escalations, standing) => {
      orThrow(mayMoveTicket('reopen', ticket, standing));
      return {
        side: 'requester',
        make: async (file) => {
          const resolution = await lastResolution(file.tx, file.ticket.id);
          if (!resolution || answerTo(resolution) !== 'open') throw answeredAlready();
          file.isAside = true;
          file.record('ticket.settled', 'requester', { via });
        },
      };
    });
  }
}

function answerTo({ state, answers }: LastResolution): Answered {
  return answeredBy(
    state,
    answers.map(({ type }) => type),
  );
}

const answeredAlready = () =>
  new DomainError({ kind: 'conflict', code: 'not_resolved', detail: 'There is nothing to answer any more.' });
