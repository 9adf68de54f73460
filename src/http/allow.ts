import { applyDecorators, SetMetadata, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';

/** What one may be allowed to do, as `ticket.escalate`; who may is decided where roles are known. */
export type Permission = string;

export const ALLOW = 'guichet:allow';
export const OPEN = 'guichet:open';
export const SCOPE = 'guichet:scope';

/** Who may ask at all. A thing that the caller cannot see is 404 before this becomes 403. */
export function Allow(permission: Permission): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ALLOW, permission), ApiExtension('x-permission', permission));
}

/**
 * Opened by a token of a program that has this scope, and by no session. Whoever made the token needs the permission that
 * `@Allow` names all the same. A route without it is closed to such tokens.
 */
export function TakesToken(scope: string): MethodDecorator {
  return applyDecorators(SetMetadata(SCOPE, scope), ApiExtension('x-scope', scope));
}

/** Needs no sign-in. */
export function Open(): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(OPEN, true), ApiExtension('x-open', true));
}

/** At the start: a route that says neither is a mistake, not an open door. */
export function assertEveryRouteIsGuarded(app: INestApplicationContext): void {
  const undecided = routesOf(app).filter(
    ({ handler, controller }) => [ALLOW, OPEN].filter((key) => isMarked(key, handler, controller)).length !== 1,
  );
  if (undecided.length === 0) return;
  const names = undecided.map(({ name }) => name).join(', ');
  throw new Error(`these routes must say either @Allow(permission) or @Open(): ${names}`);
}

interface Route {
  name: string;
  controller: object;
  handler: object;
}

function routesOf(app: INestApplicationContext): Route[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (!handler || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
      return [{ name: `${metatype.name}.${method}`, controller: metatype, handler }];
    });
  });
}

function isMarked(key: string, handler: object, controller: object): boolean {
  return Reflect.hasMetadata(key, handler) || Reflect.hasMetadata(key, controller);
}
