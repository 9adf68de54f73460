/** A valid body for every operation of freezes that takes one; asked of operations.ts. */
export const bodiesOfFreezes: Record<string, unknown> = {
  'POST /freezes': { scope: 'institution', title: 'Examens', reason: 'Examens', from: '2030-01-07', to: '2030-01-11' },
  'POST /freezes/import': {},
  'PATCH /freezes/{id}': { title: 'Examens' },
  'POST /freezes/{id}/lift': { reason: 'Reportés' },
  'POST /freezes/{id}/exemptions': { change: 'CHG-FUN-2026-99999', reason: 'Une raison' },
  'POST /freezes/{id}/exemptions/{change}/withdraw': { reason: 'Une raison' },
};
