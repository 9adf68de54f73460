import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { tellingWords } from '../finding/domain/search-words.js';
import { OffersStore, type OfferedMajor } from './offers.store.js';
import { ProblemsStore, type Problem } from './problems.store.js';

/** What is known already of what somebody is about to open a ticket for. */
export interface Offers {
  majors: (OfferedMajor & { words: string[] })[];
  knownErrors: { problem: Problem; words: string[]; likeness: number }[];
}

const MOST_WORDS = 8;
const SHOWN = 5;

/**
 * Open major incidents of the service, whatever is asked, those that share its words first; and known errors that share
 * some. Read in the institution's name: whoever opens a ticket is shown what is told to everybody, and nothing else.
 */
@Injectable()
export class OffersService {
  constructor(
    private readonly problems: ProblemsStore,
    private readonly offers: OffersStore,
  ) {}

  of(tx: Transaction, service: { id: string; code: string }, title: string): Promise<Offers> {
    const words = tellingWords(title, MOST_WORDS);
    const clauses = words.map((one) => ({ words: one, exact: false, prefix: false, without: false }));
    const named = (places: readonly number[]) => places.flatMap((place) => words[place - 1] ?? []);
    return tx.asOwner(tx.actor.institution.id, async () => {
      const majors = await this.offers.majors(tx, service.id, clauses, SHOWN);
      const found = words.length === 0 ? [] : await this.problems.alike(tx, service.id, clauses, SHOWN);
      const shown = await this.problems.named(
        tx,
        found.map(({ reference }) => reference),
      );
      return {
        majors: majors.map((one) => ({ ...one, words: named(one.places) })),
        knownErrors: found.flatMap(({ reference, places }) => {
          const problem = shown.find((one) => one.reference === reference);
          return problem ? [{ problem, words: named(places), likeness: places.length / words.length }] : [];
        }),
      };
    });
  }
}
