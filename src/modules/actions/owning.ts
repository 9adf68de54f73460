import type { Transaction } from '../../database/index.js';
import { invalid } from '../../kernel/index.js';
import { can, colleague, rolesOf } from '../identity/index.js';

/** Whoever answers for an action could write it themselves. Refused (422): a stranger, somebody without such a role. */
export async function assertCanOwn(tx: Transaction, personId: string, serviceIds: readonly string[]): Promise<void> {
  if (!(await colleague(tx, personId))) throw invalid('owner', 'unknown_person', 'No such person in your institution.');
  const roles = await rolesOf(tx, personId);
  if (!serviceIds.every((serviceId) => can({ roles }, 'action.write', serviceId)))
    throw invalid('owner', 'cannot_own', 'An engineer or a manager of these services answers for it.');
}
