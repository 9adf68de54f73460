import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { MaintenanceTerms } from './domain/maintenance-in.js';

/** What a version of an agreement says of maintenance; `key`: all that counts here, so that what is the same is worked out once. */
export type AgreedTerms = MaintenanceTerms & { recordedAt: number; key: string };

const KEPT = 2000;

/** What versions of agreements say of maintenance: that never changes, so it is read once per process. */
@Injectable()
export class AgreedTermsStore {
  private readonly kept = new Map<string, AgreedTerms>();
  /** Short names of what versions say, however long that is. */
  private readonly keys = new Map<string, string>();
  private lastKey = 0;

  /** Which versions there are is read under the wall each time, and handed in. */
  async of(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, AgreedTerms>> {
    const missing = ids.filter((id) => !this.kept.has(id));
    const rows =
      missing.length === 0
        ? []
        : await tx.query<
            Pick<AgreedTerms, 'number' | 'maintenance' | 'hours'> & {
              id: string;
              effectiveFrom: Date;
              recordedAt: Date;
            }
          >(
            `select v.id, v.number, v.maintenance, v.effective_from as "effectiveFrom", v.recorded_at as "recordedAt",
                    jsonb_build_object('holidays', v.hours -> 'holidays', 'closures', v.hours -> 'closures') as hours
               from agreement_version v
              where v.id = any ($1::uuid[])`,
            [missing],
          );
    const isFull = this.kept.size + rows.length > KEPT;
    const fresh = rows.map(({ id, number, maintenance, hours, effectiveFrom, recordedAt }): [string, AgreedTerms] => [
      id,
      {
        number,
        maintenance,
        hours,
        effectiveFrom: effectiveFrom.getTime(),
        recordedAt: recordedAt.getTime(),
        key: this.keyOf(JSON.stringify([number, maintenance, hours, effectiveFrom])),
      },
    ]);
    const known = new Map([...ids.flatMap((id) => entryIn(this.kept, id)), ...fresh]);
    if (isFull) {
      this.kept.clear();
      this.keys.clear();
    }
    for (const [id, one] of fresh) this.kept.set(id, one);
    return known;
  }

  private keyOf(said: string): string {
    // never one that stood for something else
    const key = this.keys.get(said) ?? String((this.lastKey += 1));
    this.keys.set(said, key);
    return key;
  }
}

function entryIn(kept: ReadonlyMap<string, AgreedTerms>, id: string): [string, AgreedTerms][] {
  const one = kept.get(id);
  return one ? [[id, one]] : [];
}
