import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Config } from '../../config/index.js';
import type { Actor } from '../../database/index.js';
import { ALLOW, OPEN, SCOPE } from '../../http/index.js';
import { Clock, DomainError, forbidden, orThrow } from '../../kernel/index.js';
import { actorOf, chooseInstitution } from './domain/membership.js';
import { isPermission, type Permission } from './domain/permissions.js';
import { bringsMetricsToken } from './metrics-token.js';
import { requirePermission } from './require-permission.js';
import { type Session, type SignedInRequest } from './session.js';
import { SessionsStore } from './sessions.store.js';
import { apiTokenHashIn, tokenHashIn } from './token.js';

/** They concern the person, not an institution: no X-Institution is needed. */
const personal: readonly Permission[] = ['me.read', 'me.sign_out', 'me.change_password'];

/**
 * Stands before every route and lets nobody through by default: a route says who may ask (`@Allow`) or that everybody
 * may (`@Open`). Finds who asks and for which institution. The role is checked here only on routes without parameters:
 * where a route names a thing, whoever cannot see it must read 404 before any 403, so the service checks after loading.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsStore,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const permission = this.reflector.getAllAndOverride<string | undefined>(ALLOW, places);
    if (permission === undefined) {
      if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN, places)) return true;
      throw forbidden('This is open to nobody.');
    }
    if (!isPermission(permission)) throw new Error(`no role is said to have the permission ${permission}`);

    const request = context.switchToHttp().getRequest<SignedInRequest>();
    if (permission === 'metrics.read' && bringsMetricsToken(request.headers.authorization, this.config.metricsToken))
      return true;
    const scope = this.reflector.getAllAndOverride<string | undefined>(SCOPE, places);
    const session = await this.sessionOf(request.headers.authorization, scope);
    const actor = actingFor(session, permission, request.headers['x-institution']);
    if (Object.keys(request.params as object).length === 0) requirePermission(actor, permission);
    request.session = session;
    request.actor = actor;
    return true;
  }

  /**
   * Missing, malformed, unknown, expired and revoked tokens all answer the same. A failing database is none of these.
   * Sessions and tokens of programs open different routes: neither ever stands for the other (403).
   */
  private async sessionOf(authorization: string | undefined, scope: string | undefined): Promise<Session> {
    const now = this.clock.now();
    const apiTokenHash = apiTokenHashIn(authorization);
    const holder = apiTokenHash && (await this.sessions.tokenHolder(apiTokenHash, now));
    if (holder) {
      if (scope !== undefined && holder.scopes.includes(scope))
        return { person: holder.person, tokenHash: apiTokenHash };
      throw forbidden('The scopes of this token do not open this.');
    }
    const tokenHash = tokenHashIn(authorization);
    const person = tokenHash && (await this.sessions.person(tokenHash, now));
    if (!person) throw unauthenticated();
    if (scope === undefined) return { person, tokenHash };
    throw forbidden(`This is open to programs: make a token with the scope ${scope}.`);
  }
}

function unauthenticated(): DomainError {
  return new DomainError({ kind: 'unauthenticated', code: 'unauthenticated', detail: 'Sign in to do this.' });
}

function actingFor({ person }: Session, permission: Permission, header: string | string[] | undefined): Actor {
  if (header === undefined && personal.includes(permission)) return actorOf(person, person.memberships[0]);
  return orThrow(chooseInstitution(person, header?.toString()));
}
