import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { localeOf } from '../../kernel/index.js';
import { colleague, peopleWithRole, type Colleague } from '../identity/index.js';
import { institutionById, sitesOf } from '../institutions/index.js';
import { writeHierarchyLetter, type HierarchyNews } from '../mail/index.js';
import { HierarchyStore, isAsked, type ReadHierarchicalEscalation } from '../tickets/index.js';
import { Letters, type WrittenLetter } from './letters.js';

const news: Readonly<Record<string, HierarchyNews>> = {
  'ticket.hierarchy_alerted': 'alerted',
  'ticket.hierarchy_reminded': 'reminded',
  'ticket.hierarchy_overdue': 'overdue',
  'ticket.hierarchy_decided': 'decided',
};

/**
 * Tells the managers who are asked for a decision, each institution its own, and whoever asked of what was decided. It
 * reads what was asked, and not the ticket: the lead provider may not see that.
 */
@Injectable()
export class HierarchyLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'hierarchy-mail';
  readonly streams = ['ticket'] as const;
  readonly types = Object.keys(news);

  constructor(
    private readonly consumers: Consumers,
    private readonly hierarchy: HierarchyStore,
    private readonly letters: Letters,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const letters: WrittenLetter[] = [];
    for (const event of events) {
      const kind = news[event.type];
      const id = event.data.hierarchyId;
      const alert = kind && typeof id === 'string' ? await this.hierarchy.byId(tx, id) : undefined;
      if (!kind || !alert) continue;
      const managers = isAsked(alert, institutionId) ? await peopleWithRole(tx, 'manager', alert.serviceId) : [];
      const asker = alert.institutionId === institutionId ? await colleague(tx, alert.askedBy) : undefined;
      const told =
        kind === 'decided' && asker ? [asker, ...managers] : managers.filter(({ id }) => id !== alert.askedBy);
      for (const person of new Map(told.map((one) => [one.id, one])).values())
        if (![event.actorId, alert.decidedBy].includes(person.id))
          letters.push(await this.write(tx, event, kind, alert, person));
    }
    await this.letters.queue(tx, letters);
  }

  private async write(
    tx: Transaction,
    event: RecordedEvent,
    kind: HierarchyNews,
    alert: ReadHierarchicalEscalation,
    person: Colleague,
  ): Promise<WrittenLetter> {
    const locale = localeOf(person.locale);
    const { decision, decisionText, deciderName, deciderInstitution } = alert;
    const written = writeHierarchyLetter(
      {
        news: kind,
        reference: alert.reference,
        title: alert.title,
        service: alert.service,
        institution: alert.institution,
        askerName: alert.askerName,
        reason: alert.reason,
        decisionDueAt: alert.decisionDueAt,
        ...(decision && deciderInstitution
          ? {
              decision: {
                code: decision,
                text: decisionText ?? '',
                name: deciderName ?? '',
                institution: deciderInstitution,
              },
            }
          : {}),
        readerName: person.name,
        isAsker: person.id === alert.askedBy,
        timeZone: await zoneOf(tx, person),
        url: `${this.config.publicUrl}/hierarchical-escalations/${alert.id}`,
      },
      locale,
    );
    return { event, to: person, ticketId: alert.ticketId, ...written };
  }
}

async function zoneOf(tx: Transaction, { timeZone, siteId }: Colleague): Promise<string> {
  if (timeZone !== undefined) return timeZone;
  const sites = await sitesOf(tx, tx.actor.institution.id);
  const site = sites.find(({ id }) => id === siteId) ?? sites.find(({ isDefault }) => isDefault);
  return site?.timeZone ?? (await institutionById(tx, tx.actor.institution.id))?.timeZone ?? 'UTC';
}
