/** Chance that is the same every time: numbers from a seed (mulberry32), for data that anybody can write again. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const hex = (digits) => next().toString(16).padStart(8, '0').slice(0, digits);
  return {
    /** Below `count`. */
    below: (count) => Math.floor((next() / 2 ** 32) * count),
    share: () => next() / 2 ** 32,
    of: (list) => list[Math.floor((next() / 2 ** 32) * list.length)],
    /** A UUID of version 7 for that millisecond. */
    id: (milliseconds) => {
      const time = milliseconds.toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${'89ab'[next() & 3]}${hex(3)}-${hex(8)}${hex(4)}`;
    },
  };
}
