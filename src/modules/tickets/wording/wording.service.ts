import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, placeByName, toPage, type Page } from '../../../http/index.js';
import { Clock, forbidden, invalid, newId, notFound } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { toTicketDto } from '../dto/to-dto.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TicketViews } from '../ticket-views.js';
import { placeholders, render, unknownPlaceholders } from './domain/placeholders.js';
import {
  WordingStore,
  type CannedAnswer,
  type NamePosition,
  type Template,
  type TemplateContent,
} from './wording.store.js';

export interface AnswerWritten {
  name: string;
  body: string;
}

export interface TemplateWritten {
  name: string;
  content: TemplateContent;
}

/** Who keeps what a side shares; everybody keeps their own. */
const sharers: Record<Side, readonly string[]> = { user: ['spoc', 'manager'], provider: ['engineer', 'manager'] };

/** What people write again and again: openings and answers. Nothing in it is ever evaluated. */
@Injectable()
export class WordingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: WordingStore,
    private readonly tickets: TicketsStore,
    private readonly views: TicketViews,
  ) {}

  templates(actor: Actor, limit: number, cursor?: string): Promise<Page<Template>> {
    return this.page(actor, limit, cursor, (tx, count, after) => this.store.templates(tx, count, after));
  }

  answers(actor: Actor, limit: number, cursor?: string): Promise<Page<CannedAnswer>> {
    return this.page(actor, limit, cursor, (tx, count, after) => this.store.answers(tx, count, after));
  }

  template(actor: Actor, id: string): Promise<Template> {
    return this.work.run(actor, async (tx) => found(await this.store.template(tx, id)));
  }

  answer(actor: Actor, id: string): Promise<CannedAnswer> {
    return this.work.run(actor, async (tx) => found(await this.store.answer(tx, id)));
  }

  addTemplate(actor: Actor, { name, content }: TemplateWritten, isShared: boolean): Promise<Template> {
    if (actor.userServices === 'none') throw forbidden('Templates are for those who open tickets for others.');
    return this.work.run(actor, async (tx) => {
      await assertService(tx, content);
      const template = { ...this.fresh(actor, 'user', isShared), name, content };
      await this.store.addTemplate(tx, template);
      return template;
    });
  }

  changeTemplate(actor: Actor, id: string, ifMatch: number | undefined, written: TemplateWritten): Promise<Template> {
    return this.work.run(actor, async (tx) => {
      const before = found(await this.store.template(tx, id, true));
      assertMayChange(actor, 'user', before, ifMatch);
      await assertService(tx, written.content);
      const template = { ...before, ...written, ...this.next(before) };
      await this.store.saveTemplate(tx, template);
      return template;
    });
  }

  removeTemplate(actor: Actor, id: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(actor, async (tx) => {
      assertMayChange(actor, 'user', found(await this.store.template(tx, id, true)), ifMatch);
      await this.store.removeTemplate(tx, id);
    });
  }

  addAnswer(actor: Actor, written: AnswerWritten, side: Side | undefined, isShared: boolean): Promise<CannedAnswer> {
    const chosen = side ?? (actor.userServices === 'none' ? 'provider' : 'user');
    const services = chosen === 'user' ? actor.userServices : actor.providerServices;
    if (services === 'none') throw forbidden('You do not work on this side.');
    assertPlaceholders(written.body);
    return this.work.run(actor, async (tx) => {
      const answer = { ...this.fresh(actor, chosen, isShared), ...written, side: chosen };
      await this.store.addAnswer(tx, answer);
      return answer;
    });
  }

  changeAnswer(actor: Actor, id: string, ifMatch: number | undefined, written: AnswerWritten): Promise<CannedAnswer> {
    return this.work.run(actor, async (tx) => {
      const before = found(await this.store.answer(tx, id, true));
      assertMayChange(actor, before.side, before, ifMatch);
      assertPlaceholders(written.body);
      const answer = { ...before, ...written, ...this.next(before) };
      await this.store.saveAnswer(tx, answer);
      return answer;
    });
  }

  removeAnswer(actor: Actor, id: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const before = found(await this.store.answer(tx, id, true));
      assertMayChange(actor, before.side, before, ifMatch);
      await this.store.removeAnswer(tx, id);
    });
  }

  /** A canned answer for one ticket, with what the reader may know of it. Nothing is sent. */
  rendered(actor: Actor, reference: string, id: string): Promise<string> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const { body } = found(await this.store.answer(tx, id));
      const { requester, service } = toTicketDto(await this.views.of(tx, ticket));
      return render(body, {
        'requester.name': requester.name,
        reference: ticket.reference,
        'service.name': service.name,
        'agent.name': actor.name,
      });
    });
  }

  private page<T extends NamePosition>(
    actor: Actor,
    limit: number,
    cursor: string | undefined,
    read: (tx: Transaction, count: number, after: NamePosition | undefined) => Promise<T[]>,
  ): Promise<Page<T>> {
    const after = decodeCursor(cursor, placeByName);
    return this.work.run(actor, async (tx) =>
      toPage(
        await read(tx, limit + 1, after),
        limit,
        ({ name, id }) => ({ name, id }),
        (row) => row,
      ),
    );
  }

  private fresh(actor: Actor, side: Side, isShared: boolean) {
    if (isShared) assertShares(actor, side);
    const updatedAt = this.clock.now();
    return { id: newId(updatedAt), ownerId: isShared ? null : actor.personId, version: 1, updatedAt };
  }

  private next({ version }: { version: number }) {
    return { version: version + 1, updatedAt: this.clock.now() };
  }
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw notFound();
  return row;
}

function assertShares(actor: Actor, side: Side): void {
  if (!sharers[side].some((role) => actor.roles.has(role)))
    throw forbidden('What is shared is kept by SPOCs and managers, at a provider by engineers and managers.');
}

/** The role first (403), then the version (412). */
function assertMayChange(
  actor: Actor,
  side: Side,
  { ownerId, version }: { ownerId: string | null; version: number },
  ifMatch: number | undefined,
): void {
  if (ownerId === null) assertShares(actor, side);
  assertVersion(ifMatch, version);
}

function assertPlaceholders(body: string): void {
  const [unknown] = unknownPlaceholders(body);
  if (unknown === undefined) return;
  const known = placeholders.map((name) => `{${name}}`).join(', ');
  throw invalid('body', 'unknown_placeholder', `{${unknown.slice(0, 50)}} means nothing here; known are ${known}.`);
}

async function assertService(tx: Transaction, { service }: TemplateContent): Promise<void> {
  if (service !== undefined && !(await serviceByCode(tx, service)))
    throw invalid('content/service', 'unknown_service', 'No such service.');
}
