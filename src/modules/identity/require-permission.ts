import type { Actor } from '../../database/index.js';
import { forbidden } from '../../kernel/index.js';
import { can, servicesFor, type Permission } from './domain/permissions.js';

/**
 * Refuses (403) who holds no role for it. On a route with parameters this comes after the thing was found: what is not
 * visible is 404 first.
 */
export function requirePermission(actor: Actor, permission: Permission, serviceId?: string): void {
  if (!can(actor, permission, serviceId)) throw forbidden('None of your roles allows this.');
}

/** The same for what concerns every service of an institution: a role that is limited to some does not allow it. */
export function requirePermissionEverywhere(actor: Actor, permission: Permission): void {
  if (servicesFor(actor, permission) !== 'all') throw forbidden('None of your roles allows this for all services.');
}
