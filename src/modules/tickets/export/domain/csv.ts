/** What a cell may hold; null is an empty cell. */
export type Cell = string | number | boolean | null;

// what a spreadsheet takes for a formula, also behind spaces and quotes, and in full width
const FORMULA = /^(?:[\t\r\n]|[\s"']*[=+\-@＝＋－＠])/u;
// where a spreadsheet of another country, which separates by semicolons, would begin another cell
const SECOND_FORMULA = /([;\t\r\n])(?=[\s"']*[=+\-@＝＋－＠])/gu;

/**
 * One line of comma-separated values (RFC 4180): text in double quotes, lines end with CR LF. An apostrophe keeps a text
 * that begins like a formula from being one.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return `"${withoutFormula(cell).replaceAll('"', '""')}"`;
}

function withoutFormula(text: string): string {
  const safe = text.replaceAll(SECOND_FORMULA, "$1'");
  return FORMULA.test(safe) ? `'${safe}` : safe;
}
