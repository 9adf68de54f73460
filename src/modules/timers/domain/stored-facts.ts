import type { ProviderFact } from './provider-facts.js';

/** A fact of a unit as it is stored: its instant in ISO 8601 UTC. */
export interface StoredFact {
  readonly type: string;
  readonly at: string;
}

/** The facts of a unit, from what is stored of them. */
export function providerFactsFrom(stored: readonly StoredFact[]): ProviderFact[] {
  return stored.map((fact) => {
    const live = fact.type === 'opened' ? { live: false } : {};
    return { ...fact, ...live, at: Date.parse(fact.at) } as ProviderFact;
  });
}
