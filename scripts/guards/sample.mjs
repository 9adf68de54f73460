/** So many of a list, the same for the same seed. */
export function sample(all, count, seed) {
  let state = seed >>> 0;
  const chance = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return all
    .map((one) => ({ one, by: chance() }))
    .sort((a, b) => a.by - b.by)
    .slice(0, count)
    .map(({ one }) => one);
}
