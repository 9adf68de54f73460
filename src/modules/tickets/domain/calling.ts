import { done, refused, type Outcome } from '../../../kernel/index.js';

interface Callee {
  id: string;
  code: string;
  suspended: boolean;
}

/** A holder of a function, in its order: an institution, or somebody outside the consortium who is written to. */
export type Callable<I extends Callee = Callee> = { institution: I } | { external: string; address: string | null };

/** Who is called: an institution; or somebody outside, with the institution that answers for the step and follows up. */
export type Called<I extends Callee = Callee> =
  { holder: I; external?: undefined } | { holder: I; external: { name: string; address: string } };

export type WhyNot = 'no_holder' | 'holder_suspended' | 'external_without_address' | 'nobody_follows_up';

const words: Record<WhyNot, string> = {
  no_holder: 'No institution holds this function of the service.',
  holder_suspended: 'Every institution that holds this function is suspended.',
  external_without_address: 'Who holds this function is outside the consortium, and has no address to write to.',
  nobody_follows_up:
    'Nobody would follow up who holds this function outside the consortium: the lead provider is suspended.',
};

/**
 * Calls on one holder. Undefined `owner`, or a suspended one: nobody would follow up somebody outside.
 *
 * @param owner who answers for a step of somebody outside: the lead provider, or the institution that forwards
 */
export function call<I extends Callee>(holder: Callable<I>, owner: I | undefined): Called<I> | WhyNot {
  if ('institution' in holder)
    return holder.institution.suspended ? 'holder_suspended' : { holder: holder.institution };
  if (holder.address === null) return 'external_without_address';
  if (!owner || owner.suspended) return 'nobody_follows_up';
  return { holder: owner, external: { name: holder.external, address: holder.address } };
}

/** The first holder in order who can be called; refused with the reason of the first when nobody can. */
export function firstCalled<I extends Callee>(
  holders: readonly Callable<I>[],
  owner: I | undefined,
  field = 'function',
): Outcome<Called<I>> {
  const calls = holders.map((holder) => call(holder, owner));
  const found = calls.find((one) => typeof one !== 'string');
  if (found) return done(found);
  const code = calls.find((one) => typeof one === 'string') ?? 'no_holder';
  const message = words[code];
  return refused({
    kind: 'unprocessable',
    code,
    detail: message,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}

/**
 * Whom a provider may hand an escalation on to, in order: of the same function those after itself, of another one all;
 * an institution that is named, or somebody outside if that is asked. Never itself with the same function.
 */
export function forwardable<I extends Callee>(
  holders: readonly Callable<I>[],
  mine: string,
  { isSameFunction, institution, external }: { isSameFunction: boolean; institution?: string; external?: boolean },
): Callable<I>[] {
  const place = holders.findIndex((one) => 'institution' in one && one.institution.id === mine);
  const isOpen = institution !== undefined || external === true || !isSameFunction;
  return (isOpen ? holders : holders.slice(place + 1)).filter((one) => {
    if ('external' in one) return institution === undefined;
    if (external === true || (isSameFunction && one.institution.id === mine)) return false;
    return institution === undefined || one.institution.code === institution;
  });
}
