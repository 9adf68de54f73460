import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor, KeyRefusingInterceptor } from './idempotency.interceptor.js';
import { Refuses } from './problem-answers.js';

const DESCRIPTION =
  'Up to 255 visible ASCII characters of the caller’s own choosing. Sent again within 24 hours with the same request it ' +
  'gets the same answer, and nothing is made twice; with another request it is refused (422). While the first is under ' +
  'way: 409, with Retry-After.';

/** On a creation: takes `Idempotency-Key`, see {@link IdempotencyInterceptor}. */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: DESCRIPTION,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    Refuses(409, 422),
  );
}

/**
 * On a creation that takes no `Idempotency-Key`, and says so (400) when one is sent: what it answers may not be kept, or what
 * it does is no single transaction.
 */
export function NotIdempotent(): MethodDecorator {
  return applyDecorators(UseInterceptors(KeyRefusingInterceptor), Refuses(400));
}
