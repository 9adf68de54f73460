import { type Count, cut } from '../../domain/figures.js';

export function countOf(met: number, missed: number): Count {
  const total = met + missed;
  return { met, missed, total, percent: cut(100 * met, total) };
}
