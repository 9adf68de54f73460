import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { readerKey, type RecordedEvent } from '../../events/index.js';
import { localeOf } from '../../kernel/index.js';
import { institutionById } from '../institutions/index.js';
import { writeExternalLetter } from '../mail/index.js';
import { EscalationsStore, MessagesStore } from '../tickets/index.js';
import type { Briefing } from './domain/briefing.js';
import { institutionNamed } from './domain/author.js';
import type { WrittenLetter } from './letters.js';

/** With which somebody outside has nothing more to do. */
const endings = ['escalation.returned', 'escalation.recalled', 'escalation.forwarded', 'escalation.confirmed'];

/**
 * Writes to holders outside the consortium, in the name of the institution that follows them up: when they are called,
 * and when nothing more is needed. They read the summary and what was ticked, as the record of the call names it.
 */
@Injectable()
export class ExternalLetters {
  constructor(
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
  ) {}

  async write(tx: Transaction, event: RecordedEvent, briefing: Briefing): Promise<WrittenLetter[]> {
    const { institution, ticket } = briefing;
    const escalation = briefing.escalations.find(({ n }) => n === event.data.n);
    if (!escalation?.externalName || escalation.holderId !== institution.id) return [];
    const isCall = event.type === 'ticket.escalated';
    if (!isCall && !(endings.includes(event.type) && (await isFirstEnding(tx, event)))) return [];
    const address = (await this.escalations.contactsOf(tx, ticket.id)).get(escalation.n);
    if (address === undefined) return [];
    const locale = localeOf((await institutionById(tx, institution.id))?.locale);
    const written = writeExternalLetter(
      {
        news: isCall ? { kind: 'called', ...(await this.crossing(tx, event, briefing)) } : { kind: 'ended' },
        reference: ticket.reference,
        title: ticket.title,
        ticketKind: ticket.kind,
        service: ticket.service,
        institution: institutionNamed(ticket.institutionId, briefing),
        holder: institution,
        function: escalation.function,
        priority: ticket.priority,
        externalName: escalation.externalName,
        requesterName: escalation.requesterName ?? undefined,
      },
      locale,
    );
    return [{ event, to: { externalN: escalation.n, email: address }, ticketId: ticket.id, ...written }];
  }

  /** What is internal was refused when it was ticked; it is looked at again here, where it would leave. */
  private async crossing(tx: Transaction, { data }: RecordedEvent, { institution, ticket }: Briefing) {
    const ids = [data.summaryId, ...(Array.isArray(data.messageIds) ? (data.messageIds as unknown[]) : [])];
    const wanted = ids.filter((id) => typeof id === 'string');
    const key = readerKey(institution.id, 'provider');
    const found = (await this.messages.some(tx, ticket.id, wanted)).filter(
      ({ audience, readers }) => audience !== 'internal' && readers.includes(key),
    );
    const bodyOf = (id: string) => found.find((one) => one.id === id)?.body;
    const [summary = '', ...texts] = wanted.map(bodyOf).filter((body) => body !== undefined);
    return { summary, texts };
  }
}

/** A return that was refused and comes again was told of already. */
async function isFirstEnding(tx: Transaction, { streamId, number, data }: RecordedEvent): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from event
      where stream_id = $1 and number < $2 and type = any ($3::text[]) and (data ->> 'n')::integer = $4
      limit 1`,
    [streamId, number, endings, data.n],
  );
  return rows.length === 0;
}
