import { done, refused, type Outcome } from '../../../../kernel/index.js';
import { serviceFunctions, type ServiceFunction } from '../../../catalogue/index.js';

/** Whoever hosts a service controls it, whoever develops it comes after. */
const usual: readonly ServiceFunction[] = [
  'hosting',
  'deployment',
  'support',
  'development',
  'testing',
  'documentation',
];

/** By which of the functions that it holds an institution works on what it planned. Refused: one that it does not hold. */
export function functionOf(
  held: readonly ServiceFunction[],
  asked: ServiceFunction | undefined,
): Outcome<ServiceFunction> {
  const found = [...usual, ...serviceFunctions].find((one) => (asked ?? one) === one && held.includes(one));
  if (found) return done(found);
  const message = 'Your institution does not hold this function of the service.';
  return refused({
    kind: 'unprocessable',
    code: 'function_not_held',
    detail: message,
    errors: [{ pointer: '/function', code: 'function_not_held', message }],
  });
}
