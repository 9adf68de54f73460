import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { DomainError, type FieldError } from '../../kernel/index.js';
import type { ActionDocument } from './domain/action-document.js';
import { NamedThingsStore } from './stores/named-things.store.js';

/** Whether what a document names exists for whoever writes it. */
@Injectable()
export class Naming {
  constructor(private readonly things: NamedThingsStore) {}

  /**
   * The ids of its services, in their order. Refused (422) with everything that is named and is not there: behind the wall
   * is not there. Components of the version before may stay though they are gone; problems that nobody named anew are not
   * looked at, for the writer may not see them.
   */
  async serviceIds(
    tx: Transaction,
    document: ActionDocument,
    { before, areProblemsNew = true }: { before?: ActionDocument; areProblemsNew?: boolean } = {},
  ): Promise<string[]> {
    const { services, components, problems } = document;
    const found = await this.things.services(tx, services);
    const ids = services.map((code) => found.get(code) ?? '').filter((id) => id !== '');
    const known = await this.things.components(tx, ids, components);
    const visible = await this.things.problems(tx, problems);
    const errors = [
      ...unknown(services, found, '/services', 'unknown_service', 'No such service.'),
      ...unknown(
        components,
        new Set([...known, ...(before?.components ?? [])]),
        '/components',
        'unknown_component',
        'These services have no such component.',
      ),
      ...unknown(
        problems,
        areProblemsNew ? visible : new Set(problems),
        '/problems',
        'unknown_problem',
        'No such problem.',
      ),
    ];
    refuse(errors);
    const without = new Set(await this.things.withoutFunction(tx, ids));
    refuse(
      ids.flatMap((id, index) =>
        without.has(id)
          ? [
              error(
                `/services/${String(index)}`,
                'function_missing',
                'Your institution holds no function of this service.',
              ),
            ]
          : [],
      ),
    );
    return ids;
  }

  /** The problems of a document that the actor sees: others are not named. */
  async shown(tx: Transaction, document: ActionDocument): Promise<ActionDocument> {
    const visible = await this.things.problems(tx, document.problems);
    return { ...document, problems: document.problems.filter((reference) => visible.has(reference)) };
  }
}

const error = (pointer: string, code: string, message: string): FieldError => ({ pointer, code, message });

function unknown(
  names: readonly string[],
  known: { has(name: string): boolean },
  pointer: string,
  code: string,
  message: string,
): FieldError[] {
  return names.flatMap((name, index) => (known.has(name) ? [] : [error(`${pointer}/${String(index)}`, code, message)]));
}

function refuse(errors: FieldError[]): void {
  const [first] = errors;
  if (!first) return;
  throw new DomainError({ kind: 'unprocessable', code: first.code, detail: first.message, errors });
}
