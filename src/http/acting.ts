import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../database/index.js';
import { type Request } from './fastify.js';

/** A request after the guard: whoever acts, and for which institution. */
export type ActingRequest = Request & { actor?: Actor };

/** Only on routes with `@Allow`: there the guard has put an actor, or has refused. */
export const Acting = createParamDecorator((_: undefined, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<ActingRequest>();
  if (!actor) throw new Error('@Acting() stands on a route that the guard leaves open');
  return actor;
});
