/** The value below which a share of the figures lies. */
export function percentile(figures, share) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (figures) => percentile(figures, 0.5);

/** Prints rows under a heading, columns aligned; the first row names them. */
export function table(heading, rows) {
  const texts = rows.map((row) => row.map(String));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => (row[column] ?? '').length)));
  console.log(`\n${heading}`);
  for (const row of texts) {
    console.log(
      `  ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]))).join('  ')}`,
    );
  }
}
