/** Where something stands in a file; the first line and the first column are 1. */
export interface Place {
  line: number;
  column: number;
}

/** One thing that is wrong: where, what is meant (`agreements[3].targets`), and why in words. */
export interface Flaw extends Place {
  path: string;
  message: string;
}

/** So many are printed; all are counted. */
const MOST_PRINTED = 1000;

/** Every flaw in the order of the file, one a line, as compilers print them; the last line says how many there are. */
export function flawsInWords(name: string, flaws: readonly Flaw[]): string[] {
  const sorted = [...flaws].sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted.slice(0, MOST_PRINTED).map(({ line, column, path, message }) => {
    const where = path === '' ? '' : `${path}: `;
    return `${name}:${String(line)}:${String(column)}: ${where}${message}`;
  });
  const count = flaws.length === 1 ? '1 error' : `${String(flaws.length)} errors`;
  const rest = flaws.length - lines.length;
  return [...lines, `${count}${rest > 0 ? `, of which ${String(rest)} are not shown` : ''}: nothing was imported`];
}

/** A way into a value, as people write it: `agreements[3].targets.incident`. */
export function pathOf(steps: readonly string[], isIndex: (depth: number) => boolean): string {
  return steps
    .map((step, depth) => {
      if (isIndex(depth)) return `[${step}]`;
      if (!/^[\w-]{1,60}$/.test(step)) return `[${JSON.stringify(step.slice(0, 60))}]`;
      return depth === 0 ? step : `.${step}`;
    })
    .join('');
}
