import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { MaintenanceTerms } from '../domain/maintenance-in.js';

/** What a version of an agreement says of maintenance. */
export interface AgreedTerms {
  recordedAt: number;
  /** One for all versions that say the same, so that it is worked out once. */
  said: MaintenanceTerms;
  /** Its short name. */
  key: string;
}

const KEPT = 2000;

/** What versions of agreements say of maintenance: that never changes, so it is read once per process. */
@Injectable()
export class AgreedTermsStore {
  private readonly kept = new Map<string, AgreedTerms>();
  /** By what is said, however long that is. */
  private readonly same = new Map<string, Pick<AgreedTerms, 'said' | 'key'>>();
  private lastKey = 0;

  /** Of each agreement its accepted versions, as far as the wall shows them; in the order that was asked for. */
  async ofAgreements(tx: Transaction, agreementIds: readonly string[]): Promise<AgreedTerms[][]> {
    const rows = await tx.query<{ agreementId: string; id: string }>(
      `select v.agreement_id as "agreementId", v.id
         from agreement_version v
        where v.agreement_id = any ($1::uuid[])
          and v.state = 'accepted'
        order by v.number`,
      [agreementIds],
    );
    const terms = await this.of(
      tx,
      rows.map(({ id }) => id),
    );
    return agreementIds.map((agreement) =>
      rows.filter(({ agreementId }) => agreementId === agreement).flatMap(({ id }) => terms.get(id) ?? []),
    );
  }

  /** Which versions there are is read under the wall each time, and handed in. */
  async of(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, AgreedTerms>> {
    const missing = ids.filter((id) => !this.kept.has(id));
    const rows =
      missing.length === 0
        ? []
        : await tx.query<
            Pick<MaintenanceTerms, 'number' | 'maintenance' | 'hours'> & {
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
    const fresh = rows.map(({ id, recordedAt, effectiveFrom, ...version }): [string, AgreedTerms] => [
      id,
      { recordedAt: recordedAt.getTime(), ...this.once({ ...version, effectiveFrom: effectiveFrom.getTime() }) },
    ]);
    const known = new Map([...ids.flatMap((id) => entryIn(this.kept, id)), ...fresh]);
    if (isFull) {
      this.kept.clear();
      this.same.clear();
    }
    for (const [id, one] of fresh) this.kept.set(id, one);
    return known;
  }

  private once(said: MaintenanceTerms): Pick<AgreedTerms, 'said' | 'key'> {
    const { number, effectiveFrom, maintenance, hours } = said;
    const words = JSON.stringify([number, effectiveFrom, maintenance, hours]);
    // a key never stands for something else
    const one = this.same.get(words) ?? { said, key: String((this.lastKey += 1)) };
    this.same.set(words, one);
    return one;
  }
}

function entryIn(kept: ReadonlyMap<string, AgreedTerms>, id: string): [string, AgreedTerms][] {
  const one = kept.get(id);
  return one ? [[id, one]] : [];
}
