/** One component needs another: when that one is touched, so is this one. */
export interface Dependency {
  readonly component: string;
  readonly needs: string;
}

/** Everything that is touched when these are, with how it is reached; themselves included, each once, nearest first. */
export function touchedBy(
  components: readonly string[],
  dependencies: readonly Dependency[],
): { component: string; path: string[] }[] {
  const dependents = byNeeded(dependencies);
  const found = new Map(components.map((component) => [component, [component]]));
  // a map may grow while it is walked: what is added is visited too
  for (const [component, path] of found) {
    for (const next of dependents.get(component) ?? []) if (!found.has(next)) found.set(next, [...path, next]);
  }
  return [...found].map(([component, path]) => ({ component, path }));
}

/** The components of the circle that a further dependency would close, in order; undefined when it closes none. */
export function circleOf(added: Dependency, dependencies: readonly Dependency[]): string[] | undefined {
  return touchedBy([added.component], dependencies).find(({ component }) => component === added.needs)?.path;
}

function byNeeded(dependencies: readonly Dependency[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const { component, needs } of dependencies) dependents.set(needs, [...(dependents.get(needs) ?? []), component]);
  return dependents;
}
