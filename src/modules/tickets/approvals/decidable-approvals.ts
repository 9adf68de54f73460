import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Clock, DomainError, notFound } from '../../../kernel/index.js';
import {
  colleague,
  Decidables,
  requirePermission,
  type Decidable,
  type Described,
  type Said,
} from '../../identity/index.js';
import { spoken } from '../models/domain/fill-in.js';
import { FormsStore } from '../stores/forms.store.js';
import { ApprovalsService, assertMayDecide } from './approvals.service.js';
import { ApprovalsStore, type Approval } from './approvals.store.js';
import { DecidingService } from './deciding.service.js';
import { approvalWords } from './domain/words.js';

/** Approvals, for the page that a mail links to: shown as over the API, and decided by the same service. */
@Injectable()
export class DecidableApprovals implements Decidable, OnModuleInit {
  readonly kind = 'approval';

  constructor(
    private readonly decidables: Decidables,
    private readonly approvals: ApprovalsService,
    private readonly store: ApprovalsStore,
    private readonly forms: FormsStore,
    private readonly deciding: DecidingService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.decidables.register(this);
  }

  /** Of who is asked and when, what the request is called, and what was filled in; not of what was decided. */
  async digest(tx: Transaction, id: string): Promise<Buffer | undefined> {
    const approval = await this.store.byId(tx, id);
    if (!approval) return undefined;
    const form = await this.forms.ofTicket(tx, approval.ticketId);
    const { ticketId, reference, title, serviceId, requesterId, approverId, askedAt } = approval;
    const filled = form ? [form.modelId, form.version, form.fields] : null;
    const said = [id, ticketId, reference, title, serviceId, requesterId, approverId, askedAt.toISOString(), filled];
    return createHash('sha256').update(JSON.stringify(said)).digest();
  }

  async describe(tx: Transaction, id: string, locale: 'fr' | 'en'): Promise<Described | undefined> {
    const approval = await this.store.byId(tx, id);
    if (!approval || (await this.approvals.isOver(tx, approval))) return undefined;
    const isMine = await this.isMine(tx, approval);
    // level 1 sees it too, but is not asked
    if (!isMine && approval.decidedBy !== tx.actor.personId) return undefined;
    const words = approvalWords[locale];
    const isOpen = approval.state === 'open';
    return {
      heading: words.heading,
      facts: [
        { label: words.title, value: approval.title },
        { label: words.reference, value: approval.reference },
        { label: words.requester, value: approval.requesterName },
        { label: words.service, value: approval.serviceName },
        ...(await this.filledIn(tx, approval, locale)),
      ],
      choices: isOpen
        ? [
            { value: 'approve', label: words.approve, needsReason: false },
            { value: 'reject', label: words.reject, needsReason: true },
          ]
        : [],
      outcome: isOpen ? undefined : { text: words.outcome(approval), at: approval.decidedAt, reason: approval.reason },
    };
  }

  async decide(tx: Transaction, id: string, { choice, reason, via }: Said): Promise<void> {
    requirePermission(tx.actor, 'approval.decide');
    const approval = await this.store.byId(tx, id);
    if (!approval || (choice !== 'approve' && choice !== 'reject')) throw notFound();
    await this.deciding.decide({ actor: tx.actor, reference: approval.reference }, choice, reason, via);
  }

  private async isMine(tx: Transaction, approval: Approval): Promise<boolean> {
    try {
      assertMayDecide(tx.actor, approval, await this.store.standsInFor(tx, this.clock.now()));
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  private async filledIn(tx: Transaction, { ticketId }: Approval, locale: 'fr' | 'en') {
    const form = await this.forms.ofTicket(tx, ticketId);
    const fields = await this.store.fields(tx, ticketId);
    const names = new Map<string, string>();
    const answers = form?.fields ?? [];
    for (const { type, value } of answers) {
      const person = type === 'person' ? await colleague(tx, String(value)) : undefined;
      if (person) names.set(person.id, person.name);
    }
    return answers.map(({ key, label, value }) => {
      const field = fields.find((one) => one.key === key);
      return { label: label[locale], value: field ? spoken(field, value, locale, names) : String(value) };
    });
  }
}
