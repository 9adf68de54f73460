import type { ServiceScope } from '../../../database/index.js';

/** Everything that any of the scopes covers. No scope, and lists without a service, give `none`. */
export function unionOf(scopes: readonly ServiceScope[]): ServiceScope {
  if (scopes.includes('all')) return 'all';
  const ids = new Set(scopes.flatMap((scope) => (typeof scope === 'string' ? [] : scope)));
  return ids.size === 0 ? 'none' : [...ids].sort();
}

/** Whether a scope covers a service (by id); without one, whether it covers anything at all. */
export function covers(scope: ServiceScope, serviceId?: string): boolean {
  if (typeof scope === 'string') return scope === 'all';
  return serviceId === undefined ? scope.length > 0 : scope.includes(serviceId);
}
