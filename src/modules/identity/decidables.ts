import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';

/** What a form asks, in its own words. */
export interface FormWords {
  legend: string;
  reason: string;
  hint: string;
  record: string;
}

/** What is decided on, as it is shown to whoever decides, in their language. */
export interface Described {
  /** What is wanted of the reader, in a few words. */
  heading: string;
  facts: readonly { label: string; value: string }[];
  /** What the reader may say now; none when there is nothing to decide for them, or no longer. */
  choices: readonly { value: string; label: string; needsReason: boolean }[];
  /** Where the usual ones do not fit. */
  words?: FormWords;
  /** What became of it. */
  outcome: { text: string; at: Date | null; reason: string | null } | undefined;
}

/** What somebody said, and by which way, for the record. */
export interface Said {
  choice: string;
  reason: string | undefined;
  via: 'mail_link';
}

/**
 * A kind of decision that can be given from a mail. Every call is made in a transaction of the person who decides, or for
 * `digest` of the system of their institution: what the wall does not show is not there.
 */
export interface Decidable {
  /** At most twenty characters of ASCII; it stands in links, so it stays. */
  readonly kind: string;
  /**
   * SHA-256 of what is decided on and of whoever is asked, whatever has become of it: a link with another digest opens
   * nothing. Undefined where there is no such subject.
   */
  digest(tx: Transaction, subjectId: string): Promise<Buffer | undefined>;
  /**
   * Of a kind for which the link itself is enough: whoever has it may answer. It is shown by opening the link, without a
   * look at the database, so it tells nothing of the subject; nor may `describe` tell anything then.
   */
  question?(locale: 'fr' | 'en'): Described;
  /** Undefined where the person may not read it. */
  describe(tx: Transaction, subjectId: string, locale: 'fr' | 'en'): Promise<Described | undefined>;
  /** By the same service as a decision over the API, with the same refusals (`DomainError`). */
  decide(tx: Transaction, subjectId: string, said: Said): Promise<void>;
}

/**
 * Everything that somebody may decide from a mail. It stands this low so that each module registers its own, and whoever
 * shows the page knows none of them.
 */
@Injectable()
export class Decidables {
  private readonly byKind = new Map<string, Decidable>();

  register(decidable: Decidable): void {
    const { kind } = decidable;
    if (!/^[a-z_]{1,20}$/.test(kind) || this.byKind.has(kind)) throw new Error(`"${kind}" cannot be decided by link`);
    this.byKind.set(kind, decidable);
  }

  of(kind: string): Decidable | undefined {
    return this.byKind.get(kind);
  }
}
