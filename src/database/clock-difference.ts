/** Who differs by more must not decide what is due. Clocks that are kept by NTP differ by milliseconds. */
export const MOST_DIFFERENCE_MS = 5000;

/**
 * By how many milliseconds this process's clock is ahead of the database's (behind: negative). Undefined when the answer took
 * so long that it says nothing: a busy machine is no wrong clock.
 */
export async function clockDifference(ask: (text: string) => Promise<{ at: Date }[]>): Promise<number | undefined> {
  const before = Date.now();
  const began = performance.now();
  const [row] = await ask('select clock_timestamp() as at');
  const tookMs = performance.now() - began;
  if (!row || tookMs > MOST_DIFFERENCE_MS / 2) return undefined;
  return Math.round(before + tookMs / 2 - row.at.getTime());
}
