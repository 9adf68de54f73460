/** Put into the copy, for the program and its tests: each guard asks here whether it is the broken one. */
const fallback = { broken: process.env.GUICHET_GUARD_BROKEN, reached: new Set(), refused: new Set() };
const now = () => globalThis.__guards ?? fallback;
const ask = (id, value, isRefusal, otherwise) => {
  if (typeof value?.then === 'function') return value.then((known) => ask(id, known, isRefusal, otherwise));
  const guards = now();
  guards.reached.add(id);
  if (!isRefusal(value)) return value;
  guards.refused.add(id);
  return guards.broken === id ? otherwise : value;
};
export const $guard = {
  refuse: (id, value) => ask(id, value, Boolean, false),
  allow: (id, value) => ask(id, value, (one) => !one, true),
  scope: (id, value) => ask(id, value, (one) => one !== 'all', 'all'),
  attempt: (id, act, values) => {
    const guards = now();
    guards.reached.add(id);
    try {
      return act(...values);
    } catch (error) {
      guards.refused.add(id);
      if (guards.broken !== id) throw error;
    }
  },
  statement: (text) => (text.includes('/*g') ? conditions(text) : text),
};
const conditions = (text) =>
  text.replace(/\/\*g(\d+)\(\*\/([^]*?)\/\*\)g\1\*\//g, (_, id, said) => {
    const guards = now();
    guards.reached.add(id);
    // one may hold others
    const condition = conditions(said);
    // what it names stays named: a parameter that nothing uses would be an error
    return guards.broken === id ? `(true or (${condition}))` : condition;
  });
