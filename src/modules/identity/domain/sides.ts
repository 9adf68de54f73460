import type { Actor, ServiceScope } from '../../../database/index.js';
import { type Role } from './permissions.js';
import { unionOf } from './service-scope.js';

const userSide = ['agent', 'spoc', 'manager', 'auditor'] as const satisfies readonly Role[];
const providerSide = ['engineer', 'change_manager', 'manager', 'auditor'] as const satisfies readonly Role[];

/** The roles that put somebody on a side. */
export const rolesOnSide: Readonly<Record<'user' | 'provider', readonly Role[]>> = {
  user: userSide,
  provider: providerSide,
};

/**
 * On which sides of the wall the roles of one membership put a person, and for which services. Somebody whose roles give
 * no side at all is a requester if they hold that role, and sees what they asked for; else (an admin, a CAB member) staff
 * without a side, who sees no ticket.
 */
export function sidesOf(
  grants: ReadonlyMap<string, ServiceScope>,
): Pick<Actor, 'scope' | 'userServices' | 'providerServices'> {
  const along = (side: readonly Role[]) => unionOf(side.map((role) => grants.get(role) ?? 'none'));
  const userServices = along(userSide);
  const providerServices = along(providerSide);
  const hasSide = userServices !== 'none' || providerServices !== 'none';
  return { scope: !hasSide && grants.has('requester') ? 'requester' : 'staff', userServices, providerServices };
}
