const CONTEXT = 3;

/**
 * What must be taken from (`-`) and added to (`+`) `before` to get `after`, line by line, with three lines around each
 * place; empty when they are equal. For texts of some thousand lines: time and memory grow with the square of the part
 * that is between the first and the last difference.
 */
export function lineDiff(before, after) {
  if (before === after) return '';
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;

  const middle = differences(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const lines = [
    ...a.slice(0, head).map((text) => ({ mark: ' ', text })),
    ...middle,
    ...a.slice(a.length - tail).map((text) => ({ mark: ' ', text })),
  ];
  const near = (index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' ');
  return lines
    .flatMap(({ mark, text }, index) => {
      if (near(index)) return [`${mark} ${text}`];
      return index > 0 && near(index - 1) ? ['...'] : [];
    })
    .join('\n');
}

/** By the longest common subsequence: `common[i][j]` is its length in what follows line i of `a` and line j of `b`. */
function differences(a, b) {
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);

  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i++] });
      j++;
    } else if (j === b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      lines.push({ mark: '-', text: a[i++] });
    } else {
      lines.push({ mark: '+', text: b[j++] });
    }
  }
  return lines;
}
