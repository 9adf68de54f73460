import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound, type FieldError } from '../../../kernel/index.js';
import { serviceByCode, type Service } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { placeholders, unknownPlaceholders } from '../domain/ready-text.js';
import { deliveryCodes, returnCodes } from '../domain/ticket.js';
import { KeptTextsStore, type ReadyText } from './stores/kept-texts.store.js';

export interface SavedText {
  use: 'return' | 'deliver';
  name: string;
  code: string;
  fr?: string | undefined;
  en?: string | undefined;
}

interface Position {
  use: string;
  name: string;
}

/** Texts that a provider keeps ready for its returns and deliveries of a service; seen by its own staff only. */
@Injectable()
export class ReadyTextsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly texts: KeptTextsStore,
  ) {}

  list(
    actor: Actor,
    code: string,
    query: { use?: string | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Page<ReadyText>> {
    const after = decodeCursor(query.cursor, isPosition);
    return this.work.run(actor, async (tx) => {
      const service = await serviceOf(tx, code);
      requirePermission(actor, 'ready_text.read', service.id);
      const rows = await this.texts.list(tx, service.id, {
        count: query.limit + 1,
        ...(query.use === undefined ? {} : { use: query.use }),
        ...(after ? { after } : {}),
      });
      return toPage(
        rows,
        query.limit,
        ({ use, name }) => ({ use, name }),
        (row) => row,
      );
    });
  }

  add(actor: Actor, code: string, saved: SavedText): Promise<ReadyText> {
    return this.work.run(actor, async (tx) => {
      const service = await this.keeping(tx, actor, code);
      if (!(await this.texts.isHolder(tx, service.id)))
        throw forbidden('Your institution holds no function of this service.');
      assertSound(saved);
      const now = this.clock.now();
      const text = { ...wordsOf(saved), id: newId(now), use: saved.use, version: 1, updatedAt: now };
      if (!(await this.texts.add(tx, service.id, text))) throw taken();
      return text;
    });
  }

  change(actor: Actor, code: string, id: string, ifMatch: number | undefined, saved: SavedText): Promise<ReadyText> {
    return this.work.run(actor, async (tx) => {
      const { former, service } = await this.kept(tx, actor, code, id);
      assertVersion(ifMatch, former.version);
      assertSound(saved);
      if (saved.use !== former.use)
        throw unsound([{ pointer: '/use', code: 'fixed', message: 'A text keeps its use: add another one.' }]);
      const text = { ...former, ...wordsOf(saved), version: former.version + 1, updatedAt: this.clock.now() };
      if (await this.texts.isTaken(tx, service.id, text)) throw taken();
      await this.texts.save(tx, text);
      return text;
    });
  }

  remove(actor: Actor, code: string, id: string, ifMatch: number | undefined): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const { former } = await this.kept(tx, actor, code, id);
      assertVersion(ifMatch, former.version);
      await this.texts.remove(tx, former.id);
    });
  }

  /** What is not visible is 404 before the role is looked at. */
  private async kept(tx: Transaction, actor: Actor, code: string, id: string) {
    const service = await serviceOf(tx, code);
    const former = await this.texts.lock(tx, service.id, id);
    if (!former) throw notFound();
    requirePermission(actor, 'ready_text.keep', service.id);
    return { service, former };
  }

  private async keeping(tx: Transaction, actor: Actor, code: string): Promise<Service> {
    const service = await serviceOf(tx, code);
    requirePermission(actor, 'ready_text.keep', service.id);
    return service;
  }
}

async function serviceOf(tx: Transaction, code: string): Promise<Service> {
  const service = await serviceByCode(tx, code);
  if (!service) throw notFound();
  return service;
}

function wordsOf({ name, code, fr, en }: SavedText) {
  return { name, code, fr: fr ?? null, en: en ?? null };
}

/** A text that could not be filled in, or not be used, is refused when it is saved. */
function assertSound({ use, code, fr, en }: SavedText): void {
  const errors: FieldError[] = [];
  if (fr === undefined && en === undefined)
    errors.push({ pointer: '/fr', code: 'required', message: 'Write it in French, in English, or in both.' });
  const known: readonly string[] = use === 'return' ? returnCodes : deliveryCodes;
  if (!known.includes(code))
    errors.push({ pointer: '/code', code: 'wrong_code', message: `One of ${known.join(', ')}.` });
  for (const [field, text] of Object.entries({ fr, en })) {
    const unknown = unknownPlaceholders(text ?? '');
    if (unknown.length === 0) continue;
    const message = `Only ${placeholders.map((name) => `{${name}}`).join(' and ')} are filled in.`;
    errors.push({ pointer: `/${field}`, code: 'unknown_placeholder', message });
  }
  if (errors.length > 0) throw unsound(errors);
}

function unsound(errors: FieldError[]): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code: 'unsound_text',
    detail: 'This text cannot be kept ready.',
    errors,
  });
}

function taken(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'name_taken',
    detail: 'There is a text of that name for this use.',
  });
}

function isPosition(key: unknown): key is Position {
  const { use, name } = (key ?? {}) as Partial<Position>;
  return typeof use === 'string' && typeof name === 'string';
}
