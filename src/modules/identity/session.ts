import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type ActingRequest } from '../../http/index.js';
import { type SignedInPerson } from './domain/membership.js';

/** Who signed in, whatever the institution they act for. */
export interface Session {
  readonly person: SignedInPerson;
  readonly tokenHash: Buffer;
}

export type SignedInRequest = ActingRequest & { session?: Session };

/** Only on routes with `@Allow`: there the guard has put a session, or has refused. */
export const CurrentSession = createParamDecorator((_: undefined, context: ExecutionContext): Session => {
  const { session } = context.switchToHttp().getRequest<SignedInRequest>();
  if (!session) throw new Error('@CurrentSession() stands on a route that the guard leaves open');
  return session;
});
