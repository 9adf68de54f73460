/**
 * The whole of it: read, judge every unit, count, compare.
 */
import { compare } from './compare.mjs';
import { checkFrozen } from './frozen.mjs';
import { readExport } from './read-export.mjs';
import { countReport } from './report.mjs';
import { judge } from './verdict.mjs';

/**
 * @param {string} text of an export
 * @returns `{ data, units, frozen, report, compared, differences }`
 * @throws {import('./shapes.mjs').Malformed} with the place
 */
export function verify(text) {
  const data = readExport(text);
  const agreements = new Map(data.agreements.map((agreement) => [agreement.id, agreement]));
  const units = data.units.map((unit) => judge(unit, agreements.get(unit.agreementId), data.generatedAtMs));
  const months = checkFrozen(data, units);
  const report = countReport(data, units, months.frozen);
  const figures = compare('figures', data.figures, report);
  return {
    data,
    units,
    report,
    frozen: months.frozen,
    compared: { verdicts: months.compared, figures: figures.compared },
    differences: [...months.differences, ...figures.differences],
  };
}
