/**
 * Figures of a set of judged units. Whole numbers throughout, so that nothing is rounded.
 *
 * @typedef {import('./verdict.mjs').Judged} Judged
 */
import { keyed } from './compare.mjs';

/** The smallest number of units of one institution that is judged; a service is judged from 1 on. */
export const INSTITUTION_FROM = 20;
export const SERVICE_FROM = 1;

/** `100 x part / whole`, or any other share of whole numbers, cut after three decimals; null for none. */
export function cut(numerator, denominator) {
  return denominator === 0 ? null : Math.floor((numerator * 1000) / denominator) / 1000;
}

/** @param {Judged[]} units */
export function countOf(units) {
  const met = units.filter(({ verdict }) => verdict === 'met').length;
  const missed = units.filter(({ verdict }) => verdict === 'missed').length;
  return { met, missed, total: met + missed, percent: cut(100 * met, met + missed) };
}

/** @param {Judged[]} units with a date, all of the SLA or all of the SLO */
export function figureOf(units, judgedFrom) {
  const count = countOf(units);
  const { met, total } = count;
  return {
    ...count,
    text: `${met} of ${total}`,
    judgement: total < judgedFrom ? 'not_judged' : 100 * met >= 95 * total ? 'held' : 'broken',
    response: {
      met: units.filter(({ response }) => response === 'met').length,
      missed: units.filter(({ response }) => response === 'missed').length,
    },
    excluded: keyed(['reason'], excludedOf(units)),
  };
}

function excludedOf(units) {
  const counts = new Map();
  for (const { verdict, reason } of units) {
    if (verdict === 'excluded') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

/** The SLA and the SLO apart. */
export function bothOf(units, judgedFrom) {
  return {
    sla: figureOf(ofTerm(units, 'sla'), judgedFrom),
    slo: figureOf(ofTerm(units, 'slo'), judgedFrom),
  };
}

/** @param {Judged[]} units */
export const ofTerm = (units, counts) => units.filter((unit) => unit.counts === counts);

/** Who consumed the time of the units that were met or missed. */
export function holdersOf(units) {
  const holders = new Map();
  for (const { verdict, held } of units) {
    if (verdict !== 'met' && verdict !== 'missed') continue;
    for (const [institution, consumedMs] of held) {
      const entry = holders.get(institution) ?? { institution, units: 0, missed: 0, consumedMs: 0 };
      entry.units += 1;
      if (verdict === 'missed') entry.missed += 1;
      entry.consumedMs += consumedMs;
      holders.set(institution, entry);
    }
  }
  return [...holders.values()];
}
