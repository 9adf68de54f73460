import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import { institutionById, institutionsNamed } from '../institutions/index.js';
import { EscalationsStore, MessagesStore, namesOfFiles, namesOfTasks } from '../tickets/index.js';
import { TimersStore } from '../timers/index.js';
import type { Briefing } from './domain/briefing.js';
import { forwardingsOf, majorUpdates, namesOf, problemTexts, ticketNews } from './notifications.store.js';

/** Reads together what an institution needs to write to its people about some events of one ticket. */
@Injectable()
export class Briefings {
  constructor(
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly timers: TimersStore,
    private readonly config: Config,
  ) {}

  /** Undefined when the stream is no ticket. */
  async of(
    tx: Transaction,
    institutionId: string,
    streamId: string,
    events: readonly RecordedEvent[],
  ): Promise<Briefing | undefined> {
    const ticket = await ticketNews(tx, streamId);
    const institution = await institutionById(tx, institutionId);
    if (!ticket || !institution) return undefined;
    const escalations = await this.escalations.ofTicket(tx, ticket.id);
    const forwardings = await forwardingsOf(tx, ticket.id);
    const aside = await this.messages.aside(tx, ticket.id);
    const descriptionId = aside.find(({ kind }) => kind === 'description')?.id;
    const textIds = [
      ...events.flatMap(({ data }) => [data.messageId, data.summaryId]),
      ...events.flatMap(({ data }) => (Array.isArray(data.messageIds) ? (data.messageIds as unknown[]) : [])),
      ...forwardings.values(),
      descriptionId,
    ].filter((id) => typeof id === 'string');
    const texts = await this.messages.some(tx, ticket.id, [...new Set(textIds)]);
    const updates = [...(await majorUpdates(tx, ticket, events)), ...(await problemTexts(tx, ticket, events))];
    const institutionIds = [
      ticket.institutionId,
      ticket.nextActorInstitutionId,
      ...escalations.map(({ holderId }) => holderId),
      ...events.map(({ actorInstitutionId }) => actorInstitutionId),
      ...events.map(({ data }) => data.holderId),
    ].filter((id) => typeof id === 'string');
    const fileIds = events
      .flatMap(({ data }) => [
        data.attachmentId,
        ...(Array.isArray(data.attachmentIds) ? (data.attachmentIds as unknown[]) : []),
      ])
      .filter((id) => typeof id === 'string');
    const personIds = [ticket.requesterId, ticket.openedBy, ...events.map(({ actorId }) => actorId)];
    return {
      institution: { id: institutionId, code: institution.code, name: institution.name },
      ticket,
      institutions: await institutionsNamed(tx, institutionIds),
      escalations,
      timers: await this.timers.ofTicket(tx, ticket.id),
      texts: new Map([...updates, ...texts].map((text) => [text.id, text])),
      descriptionId,
      forwardings,
      names: await namesOf(tx, ticket.id, [...new Set(personIds)]),
      files: await namesOfFiles(tx, fileIds),
      tasks: await namesOfTasks(
        tx,
        events.flatMap(({ data }) => (typeof data.taskId === 'string' ? [data.taskId] : [])),
      ),
      publicUrl: this.config.publicUrl,
    };
  }
}
