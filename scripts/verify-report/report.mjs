/**
 * The answer of `GET /reports/handled-in-time`, counted anew from judged units, in the same shape.
 *
 * @typedef {import('./verdict.mjs').Judged} Judged
 */
import { budgetOf } from './budget.mjs';
import { keyed } from './compare.mjs';
import { INSTITUTION_FROM, SERVICE_FROM, bothOf, holdersOf, ofTerm } from './figures.mjs';
import { addMonths, monthsBetween, quarterOf, quarterStart } from './months.mjs';

/**
 * @param data the export, as read; @param {Judged[]} units all of them, as of the report's instant
 * @param frozen what was published, from the export's months
 */
export function countReport(data, units, frozen) {
  const { from, to } = data.figures;
  const services = new Map();
  for (const agreement of data.agreements) {
    const key = `${agreement.service.code}/${agreement.leadProvider.code}`;
    services.set(key, [...(services.get(key) ?? []), agreement]);
  }
  return {
    from,
    to,
    at: data.generatedAt,
    services: keyed(
      ['service.code', 'leadProvider.code'],
      [...services.values()].map((agreements) => countService(agreements, units, frozen, data)),
    ),
  };
}

function countService(agreements, everyUnit, everyFrozen, { figures: { from, to }, generatedAtMs }) {
  const ids = new Set(agreements.map(({ id }) => id));
  const units = everyUnit.filter(({ agreementId }) => ids.has(agreementId));
  const within = (first, last) => units.filter(({ month }) => month !== null && first <= month && month <= last);
  const asked = within(from, to);
  const { service, leadProvider } = agreements[0];
  const year = { from: addMonths(to, -11), to };
  const sum = (name) => asked.reduce((total, unit) => total + unit[name], 0);
  return {
    service: { code: service.code, name: service.name },
    leadProvider: { code: leadProvider.code, name: leadProvider.name },
    ...bothOf(asked, SERVICE_FROM),
    months: keyed(
      ['month'],
      monthsBetween(from, to).map((month) => ({
        month,
        ...bothOf(within(month, month), SERVICE_FROM),
        ...frozenParts(everyFrozen.filter((entry) => ids.has(entry.agreementId) && entry.month === month)),
      })),
      { mayLackEmpty: false },
    ),
    quarters: keyed(['quarter'], quartersOf(from, to, within), { mayLackEmpty: false }),
    rolling: { ...year, ...bothOf(within(year.from, year.to), SERVICE_FROM) },
    budget: budgetOf(ofTerm(units, 'sla'), leadProvider.timeZone, generatedAtMs),
    institutions: keyed(
      ['agreementId'],
      agreements.map(({ id, institution }) => ({
        agreementId: id,
        institution: { code: institution.code, name: institution.name },
        ...bothOf(
          asked.filter(({ agreementId }) => agreementId === id),
          INSTITUTION_FROM,
        ),
      })),
    ),
    holders: keyed(['institution'], holdersOf(asked)),
    lateQuestions: sum('lateQuestions'),
    returns: sum('returns'),
    open: units.filter(({ verdict }) => verdict === 'open').length,
  };
}

/** Whole quarters, each that the range touches. */
function quartersOf(from, to, within) {
  const quarters = [];
  for (let first = quarterStart(from); first <= to; first = addMonths(first, 3)) {
    quarters.push({ quarter: quarterOf(first), ...bothOf(within(first, addMonths(first, 2)), SERVICE_FROM) });
  }
  return quarters;
}

function frozenParts(frozen) {
  const lines = frozen.flatMap(({ agreementId, corrections }) =>
    corrections.map(({ at, reference, from, to, reason }) => ({ agreementId, at, reference, from, to, reason })),
  );
  return {
    published: keyed(
      ['agreementId'],
      frozen.map(({ agreementId, publishedAt, sla, slo }) => ({ agreementId, at: publishedAt, sla, slo })),
      { mayLackEmpty: false },
    ),
    corrections: keyed(['agreementId', 'reference', 'at', 'to'], lines, { mayLackEmpty: false }),
  };
}
