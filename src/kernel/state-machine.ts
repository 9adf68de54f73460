/**
 * States as data. One table of moves gives the guard, the list of moves offered to a caller, the documentation and the
 * test. A move without `to` keeps the state it was made from.
 */
export interface Move<S extends string, R extends string> {
  from: readonly S[];
  to?: S;
  /** Who may make it; `system` is what time does by itself. */
  by: readonly R[];
}

export interface Machine<S extends string, M extends string, R extends string> {
  initial: S;
  states: readonly S[];
  /** States that no move leaves. */
  final: readonly S[];
  moves: Readonly<Record<M, Move<S, R>>>;
}

/**
 * What is wrong with a machine, in words; empty when nothing is. Called at boot: every state must be reachable, none
 * but the final ones may be a dead end, every move must name states that exist and somebody who may make it.
 */
export function flawsOf<S extends string, M extends string, R extends string>(machine: Machine<S, M, R>): string[] {
  const flaws: string[] = [];
  const moves = Object.entries(machine.moves) as [M, Move<S, R>][];
  const known = new Set<string>(machine.states);
  for (const [name, move] of moves) {
    for (const state of [...move.from, ...(move.to ? [move.to] : [])]) {
      if (!known.has(state)) flaws.push(`${name} names the unknown state ${state}`);
    }
    if (move.from.length === 0) flaws.push(`${name} starts nowhere`);
    if (move.by.length === 0) flaws.push(`nobody may ${name}`);
  }
  const reached = new Set<S>([machine.initial]);
  for (let grew = true; grew;) {
    const before = reached.size;
    for (const [, move] of moves) if (move.to && move.from.some((state) => reached.has(state))) reached.add(move.to);
    grew = reached.size > before;
  }
  for (const state of machine.states) {
    if (!reached.has(state)) flaws.push(`${state} is never reached`);
    const leaves = moves.some(([, move]) => move.to && move.to !== state && move.from.includes(state));
    if (machine.final.includes(state) === leaves) flaws.push(`${state} is ${leaves ? 'final and left' : 'a dead end'}`);
  }
  return flaws;
}
