/** What can be asked of those who run a service, in the order in which people look for it. */
export const serviceFunctions = [
  'support',
  'hosting',
  'deployment',
  'development',
  'documentation',
  'testing',
] as const;
export type ServiceFunction = (typeof serviceFunctions)[number];

/** Gathers holders, given in their order, below the function they hold; functions come in the order above. */
export function byFunction<H extends { function: string }>(
  holders: readonly H[],
): { function: string; holders: H[] }[] {
  const rank = (name: string) => (serviceFunctions as readonly string[]).indexOf(name);
  const names = [...new Set(holders.map((holder) => holder.function))].sort((a, b) => rank(a) - rank(b));
  return names.map((name) => ({ function: name, holders: holders.filter((holder) => holder.function === name) }));
}
