import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { MaintenanceTerms } from './domain/maintenance-in.js';

/** What agreements say of maintenance. */
@Injectable()
export class MaintenanceStore {
  /** Of each agreement its accepted versions, as far as the wall shows them; in the order that was asked for. */
  async termsOf(tx: Transaction, agreementIds: readonly string[]): Promise<MaintenanceTerms[][]> {
    const rows = await tx.query<Omit<MaintenanceTerms, 'effectiveFrom'> & { agreementId: string; effectiveFrom: Date }>(
      `select v.agreement_id as "agreementId", v.number, v.maintenance, v.effective_from as "effectiveFrom",
              jsonb_build_object('holidays', v.hours -> 'holidays', 'closures', v.hours -> 'closures') as hours
         from agreement_version v
        where v.agreement_id = any ($1::uuid[])
          and v.state = 'accepted'
        order by v.number`,
      [agreementIds],
    );
    return agreementIds.map((id) =>
      rows
        .filter(({ agreementId }) => agreementId === id)
        .map(({ number, maintenance, hours, effectiveFrom }) => ({
          number,
          maintenance,
          hours,
          effectiveFrom: effectiveFrom.getTime(),
        })),
    );
  }
}
