import { it } from '@jest/globals';

const isQuick = process.env['GUICHET_QUICK'] === 'on';

/**
 * How often something with chance in it is tried: `all` of it in `npm test`, fewer times in `npm run check`, which is run
 * before every commit (GUICHET_QUICK=on).
 */
export function tries(all: number, quick = Math.ceil(all / 5)): number {
  return isQuick ? quick : all;
}

/** A test that takes its time: not in the check. */
export const itThorough = isQuick ? it.skip : it;

/** All of a long list in `npm test`, one in so many in the check. */
export function sampled<T>(all: readonly T[], oneIn: number): readonly T[] {
  return isQuick ? all.filter((_, n) => n % oneIn === 0) : all;
}
