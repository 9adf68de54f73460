import type { Fact, Priority } from './facts.js';

/** What the provider's side of a ticket is made of. */
export type ProviderFact = Exclude<Fact, { type: 'reached' | 'carried' | 'told' }>;

/**
 * The facts of a ticket as its provider side begins: opened at the first escalation, with the priority and the state that
 * it had then. What is known at home only (who reached the requester, since when they had been waiting elsewhere, who was told) is left out, and so is what came
 * before; the provider's runs are the same. Empty for a ticket that was never escalated.
 */
export function providerFacts(facts: readonly Fact[]): ProviderFact[] {
  const first = facts.findIndex(({ type }) => type === 'escalation');
  const escalated = facts[first];
  const priority = priorityBefore(facts, first);
  if (!escalated || !priority) return [];
  const { at } = escalated;
  const standing = facts.slice(0, first).findLast((fact) => fact.type === 'ticket');
  return [
    { type: 'opened', at, priority, live: false },
    standing ? { ...standing, at } : { type: 'ticket', at, state: 'new' },
    ...facts.slice(first).filter((fact) => fact.type !== 'reached' && fact.type !== 'carried' && fact.type !== 'told'),
  ];
}

function priorityBefore(facts: readonly Fact[], index: number): Priority | undefined {
  const set = facts.slice(0, Math.max(0, index)).findLast(({ type }) => type === 'opened' || type === 'prioritised');
  return set?.type === 'opened' || set?.type === 'prioritised' ? set.priority : undefined;
}
