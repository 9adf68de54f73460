import type { Owed } from '../../domain/appointments.js';

const WORKING_DAYS = 5;
const WEEK_MS = 7 * 86_400_000;

/** When level 1 looks again at a request that nobody has decided on; without hours a week later. */
export function endOfWait({ user }: Owed, askedAt: Date): Date {
  const from = askedAt.getTime();
  return new Date(user?.endOfWorkingDay(from, WORKING_DAYS) ?? from + WEEK_MS);
}
