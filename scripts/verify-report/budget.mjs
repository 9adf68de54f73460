/**
 * The error budget: of the SLA verdicts of a quarter 5 % may be misses. Divisions are put off to the end, in whole
 * numbers without limit (BigInt), so that nothing is rounded.
 */
import { countOf, cut } from './figures.mjs';
import { keyed } from './compare.mjs';
import { addMonths, quarterOf, quarterStart } from './months.mjs';
import { DAY, beginningOf, localDate, localMonth } from './wall-clock.mjs';

const WINDOWS = [7, 30, 90];

/** @param units judged units of the SLA; `zone` of the lead provider; `at` the report's instant */
export function budgetOf(units, zone, at) {
  const month = localMonth(zone, at);
  const begins = beginningOf(zone, `${quarterStart(month)}-01`);
  const ends = beginningOf(zone, `${addMonths(quarterStart(month), 3)}-01`);
  const { missed, total } = countOf(units.filter((unit) => begins <= unit.at && unit.at < ends));
  const allowed = Math.floor(total / 20);
  const pace = WINDOWS.map((days) => {
    const window = days * DAY;
    const recent = countOf(units.filter((unit) => at - window < unit.at && unit.at <= at));
    return {
      days,
      total: recent.total,
      missed: recent.missed,
      burnRate: cut(20 * recent.missed, recent.total),
      runsOutOn: runsOutOn({ T: total, M: missed, t: recent.total, m: recent.missed, W: window, at, ends, zone }),
    };
  });
  return { quarter: quarterOf(month), total, missed, allowed, left: allowed - missed, pace: keyed(['days'], pace) };
}

/** The letters are those of docs/handled-in-time.md. All of `E / 20` is held as `expected / (20 x W)`. */
function runsOutOn({ T, M, t, m, W, at, ends, zone }) {
  const expected = BigInt(T) * BigInt(W) + BigInt(t) * BigInt(ends - at);
  const left = expected - 20n * BigInt(M) * BigInt(W);
  if (left < 0n) return localDate(zone, at);
  if (m === 0) return null;
  // (E / 20 - M) x W / m = left / (20 x m); the whole milliseconds of it decide the date, and whether it is too late
  const after = Number(left / (20n * BigInt(m)));
  return at + after >= ends ? null : localDate(zone, at + after);
}
