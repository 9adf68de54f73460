import type { Actor, Transaction } from '../../../database/index.js';
import { parseInstant } from '../../../http/index.js';
import { forbidden, invalid } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission, requirePermissionEverywhere } from '../../identity/index.js';
import { institutionById, sitesOf } from '../../institutions/index.js';
import { parseLocalDate } from '../../service-hours/index.js';
import type { FreezeDates } from './domain/freeze-dates.js';
import type { Freeze, FreezeScopeIds, ScopeKind } from './freezes.store.js';

/** For whom somebody declares, and in whose zone dates are meant unless they say so; undefined: they have to. */
export interface Declaring extends FreezeScopeIds {
  timeZone: string | undefined;
}

/**
 * Whether the actor declares freezes of a scope: the operator for the consortium, a change manager of its lead provider for a
 * service, a SPOC or manager for their institution, of all of its services.
 */
export async function declaringFor(
  tx: Transaction,
  actor: Actor,
  scope: ScopeKind,
  service: string | undefined,
): Promise<Declaring> {
  if (scope !== 'service' && service !== undefined)
    throw invalid('service', 'no_service', 'Only a freeze of a service names one.');
  switch (scope) {
    case 'consortium':
      requirePermission(actor, 'freeze.declare_consortium');
      return { scope, institutionId: null, serviceId: null, timeZone: undefined };
    case 'service': {
      const found = await serviceByCode(tx, service ?? '');
      if (!found) throw invalid('service', 'unknown_service', 'No such service.');
      requirePermission(actor, 'freeze.declare_service', found.id);
      if (found.leadProvider.id !== actor.institution.id)
        throw forbidden('A freeze of a service is declared by its lead provider.');
      const home = await institutionById(tx, actor.institution.id);
      return { scope, institutionId: actor.institution.id, serviceId: found.id, timeZone: home?.timeZone };
    }
    case 'institution': {
      requirePermissionEverywhere(actor, 'freeze.declare_institution');
      const site = (await sitesOf(tx, actor.institution.id)).find(({ isDefault }) => isDefault);
      return { scope, institutionId: actor.institution.id, serviceId: null, timeZone: site?.timeZone };
    }
  }
}

/** The same of a freeze that the actor sees: whoever could declare it changes and lifts it. */
export function requireDeclarer(actor: Actor, { scope, institutionId, serviceId }: Freeze): void {
  if (scope === 'consortium') requirePermission(actor, 'freeze.declare_consortium');
  else if (institutionId !== actor.institution.id) throw forbidden('Another institution declared this freeze.');
  else if (scope === 'service') requirePermission(actor, 'freeze.declare_service', serviceId ?? undefined);
  else requirePermissionEverywhere(actor, 'freeze.declare_institution');
}

/** Dates as somebody says them: both whole days, or both instants. */
export function datesSaid(said: {
  from: string;
  to: string;
  timeZone: string | undefined;
  recurrence: string | null;
  until: string | null;
  excluded: readonly string[];
}): FreezeDates {
  const { from, to, recurrence, until, excluded } = said;
  const isWholeDays = parseLocalDate(from) !== undefined;
  if (isWholeDays !== (parseLocalDate(to) !== undefined))
    throw invalid('to', 'mixed', 'Both are dates, or both are instants.');
  // what happens once between two instants is the same in every zone
  const timeZone = said.timeZone ?? (isWholeDays || recurrence !== null ? undefined : 'UTC');
  if (timeZone === undefined) throw invalid('timeZone', 'required', 'Say in which time zone these dates are.');
  const asSaid = (text: string) => (isWholeDays ? text : (parseInstant(text) ?? 0));
  return { timeZone, isWholeDays, from: asSaid(from), to: asSaid(to), rule: recurrence, until, excluded };
}
