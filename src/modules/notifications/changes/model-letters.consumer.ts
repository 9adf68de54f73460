import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { localeOf } from '../../../kernel/index.js';
import { ChangeModelsStore, type ChangeModel } from '../../changes/index.js';
import { colleague, namesOf, peopleWithRole, staffOfSide, type Colleague } from '../../identity/index.js';
import { writeModelLetter, type ModelLetter } from '../../mail/index.js';
import { Letters, type WrittenLetter } from '../letters.js';

interface Heard {
  person: Colleague;
  reader: ModelLetter['reader'];
}

/**
 * Tells that a model was suspended by hand: whoever wrote it, and all who may follow it, at each institution that runs its
 * service. That two failures did it, the record of the change tells.
 */
@Injectable()
export class ModelLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'change-model-mail';
  readonly streams = ['change_model'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly models: ChangeModelsStore,
    private readonly letters: Letters,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const event = events.findLast(({ type, data }) => type === 'change_model.suspended' && data.because === 'decision');
    const model = event && (await this.models.find(tx, event.streamId));
    // approved anew meanwhile: nothing is suspended; who does not see inside follows it nowhere
    if (!event || model?.suspendedFor !== 'decision' || !model.suspendedAt || !model.inside) return;
    const by = (await namesOf(tx, [event.actorId])).get(event.actorId);
    const told = new Set([event.actorId]);
    const letters: WrittenLetter[] = [];
    for (const { person, reader } of await heardOf(tx, model)) {
      if (told.has(person.id)) continue;
      told.add(person.id);
      const locale = localeOf(person.locale);
      const letter = {
        ...{ service: model.service, reason: model.inside.reason ?? '', by, reader, readerName: person.name },
        title: model.title?.[locale] ?? '',
        url: `${this.config.publicUrl}/change-models/${model.id}`,
      };
      letters.push({ event, to: person, ...writeModelLetter(letter, locale) });
    }
    await this.letters.queue(tx, letters);
  }
}

/** Of the acting institution; authors first. */
async function heardOf(tx: Transaction, { serviceId, inside }: ChangeModel): Promise<Heard[]> {
  const found: Heard[] = [];
  for (const id of await staffOfSide(tx, 'provider', serviceId, inside?.approved?.authors ?? [])) {
    const person = await colleague(tx, id);
    if (person) found.push({ person, reader: 'author' });
  }
  for (const role of ['engineer', 'change_manager'] as const)
    for (const person of await peopleWithRole(tx, role, serviceId)) found.push({ person, reader: 'team' });
  return found;
}
