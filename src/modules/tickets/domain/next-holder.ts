import type { Escalation } from './ticket.js';

interface Holder {
  id: string;
  suspended: boolean;
}

type Asked = Pick<Escalation, 'state' | 'returnConfirmedAt' | 'holderId'>;

/**
 * The institutions that were asked in this matter without a result: forwarding, and escalating after a return that was
 * not confirmed, go on with the same matter.
 *
 * @param escalations of one ticket, in order; the last one is open
 */
export function askedInMatter(escalations: readonly Asked[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const escalation of escalations.toReversed()) {
    const goesOn =
      escalation.state === 'forwarded' || (escalation.state === 'returned' && escalation.returnConfirmedAt === null);
    if (asked.size > 0 && !goesOn) break;
    asked.add(escalation.holderId);
  }
  return asked;
}

/**
 * Who is offered an escalation that its holder did not accept in time: the next institution that holds the same
 * function, then the lead provider. Passed over: who is suspended, and who was asked already. Undefined: nobody is left.
 *
 * @param holders of the function, in their order; those outside the consortium left out
 */
export function nextInLine<H extends Holder>(
  holders: readonly H[],
  lead: H | undefined,
  current: string,
  asked: ReadonlySet<string>,
): H | undefined {
  const after = holders.slice(holders.findIndex(({ id }) => id === current) + 1);
  return [...after, ...(lead ? [lead] : [])].find(({ id, suspended }) => !suspended && !asked.has(id));
}
