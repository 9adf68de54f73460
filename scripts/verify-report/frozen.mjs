/**
 * Months that were published. Three things must hold: what was published is what the facts said then; each line of
 * correction starts from what stood before it; and the published verdicts with their corrections are those counted now.
 */
import { countOf } from './figures.mjs';
import { judge } from './verdict.mjs';
import { zoneAt } from './versions.mjs';
import { localMonth } from './wall-clock.mjs';

const NONE = 'none in this month';

/**
 * @param now the units judged at the export's instant
 * @returns `{ frozen, compared, differences }`: `frozen` has of each month the published counts, counted anew
 */
export function checkFrozen(data, now) {
  const frozen = [];
  const differences = [];
  let compared = 0;
  for (const entry of data.months) {
    const place = `months[${data.months.indexOf(entry)}] ${entry.month} of ${agreementOf(data, entry).institution.code}`;
    const differ = (what, stated, counted) => differences.push({ place: `${place}, ${what}`, stated, counted });
    const then = unitsThen(data, entry);
    compared += checkMonth(data, entry, { then, now }, differ);
    frozen.push({ ...entry, ...publishedCounts(entry, { then, now }) });
  }
  return { frozen, compared, differences };
}

const agreementOf = (data, { agreementId }) => data.agreements.find(({ id }) => id === agreementId);

function checkMonth(data, entry, units, differ) {
  const agreement = agreementOf(data, entry);
  const publishedIn = localMonth(zoneAt(agreement, entry.publishedAtMs, entry.publishedAtMs), entry.publishedAtMs);
  if (publishedIn <= entry.month)
    differ('publishedAt: before the month was over', entry.publishedAt, `after ${entry.month}`);

  const then = verdictsOf(units.then, entry);
  const today = verdictsOf(units.now, entry);
  const stated = new Map(Object.entries(entry.verdicts));
  const references = [...new Set([...stated.keys(), ...then.keys(), ...today.keys()])].sort();
  const known = new Set(units.now.map(({ reference }) => reference));
  const standing = new Map(stated);
  entry.corrections.forEach((line, i) => {
    const before = standing.get(line.reference) ?? NONE;
    if (inMonth(line.from) !== before) differ(`corrections[${i}] ${line.reference}: from`, line.from, before);
    standing.set(line.reference, inMonth(line.to));
    if (!references.includes(line.reference)) references.push(line.reference);
  });
  for (const reference of references) {
    const published = stated.get(reference) ?? NONE;
    const corrected = standing.get(reference) ?? NONE;
    if (!known.has(reference)) {
      if (corrected !== NONE) differ(`${reference}: verdict`, corrected, 'not among the units');
      continue;
    }
    if (published !== (then.get(reference) ?? NONE)) {
      differ(`${reference}: verdict when published`, published, then.get(reference) ?? NONE);
    }
    if (corrected !== (today.get(reference) ?? NONE)) {
      differ(`${reference}: verdict after corrections`, corrected, today.get(reference) ?? NONE);
    }
  }
  return references.length * 2 + entry.corrections.length;
}

const inMonth = (verdict) => (['met', 'missed', 'excluded'].includes(verdict) ? verdict : NONE);

function verdictsOf(units, { agreementId, month }) {
  const those = units.filter((unit) => unit.agreementId === agreementId && unit.month === month);
  return new Map(those.map(({ reference, verdict }) => [reference, verdict]));
}

/** The agreement's units as they stood when the month was published. */
function unitsThen(data, entry) {
  const agreement = agreementOf(data, entry);
  return data.units
    .filter(({ agreementId }) => agreementId === entry.agreementId)
    .map((unit) => judge(unit, agreement, entry.publishedAtMs))
    .filter(Boolean);
}

/** What the stated verdicts come to; whether one counted for the SLA is read off the facts, as they stood then. */
function publishedCounts(entry, { then, now }) {
  const terms = new Map(now.map((unit) => [unit.reference, unit.counts]));
  for (const unit of then) if (unit.month === entry.month) terms.set(unit.reference, unit.counts);
  const of = (counts) =>
    countOf(
      Object.entries(entry.verdicts)
        .filter(([reference]) => terms.get(reference) === counts)
        .map(([, verdict]) => ({ verdict })),
    );
  return { sla: of('sla'), slo: of('slo') };
}
