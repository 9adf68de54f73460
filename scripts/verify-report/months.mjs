/** Calendar months "2026-11" and quarters "2026-Q4", by plain counting. */
const indexOf = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
const monthOf = (index) =>
  `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;

export const addMonths = (month, n) => monthOf(indexOf(month) + n);
export const isMonth = (text) => typeof text === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** All months from the first to the last, both included. */
export function monthsBetween(from, to) {
  return Array.from({ length: Math.max(0, indexOf(to) - indexOf(from) + 1) }, (_, i) => addMonths(from, i));
}

export const quarterOf = (month) => `${month.slice(0, 4)}-Q${String(Math.floor((indexOf(month) % 12) / 3) + 1)}`;

/** The first month of a month's quarter. */
export const quarterStart = (month) => addMonths(month, -(indexOf(month) % 3));
