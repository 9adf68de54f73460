/** Asks again until it holds: whoever is to do it, the worker or another process, has no way to tell us when. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('waited for two minutes in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
