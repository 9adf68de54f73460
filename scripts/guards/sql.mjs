import ts from 'typescript';

/** Conditions by which a statement keeps to an institution, a person, a side or what is still good; not those of a join. */
const NARROWS = new RegExp(
  [
    /app_(person|institution|scope|serves|level1)\w*\(/,
    /\b\w*(person|requester|author|owner|institution|holder|actor)_id (=|<>) (\$|any)/,
    /\b(author_)?(side|audience|scope)\b.* (=|<>|in) /,
    /\b(expires|revoked|ended|used|withdrawn)_at\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/**
 * Each condition of a `where` that names one of these. Only those that stand on one line and are whole there; the others
 * are left out, and counted by nobody.
 */
export function* conjunctsOf(source) {
  const pending = [source];
  for (let node = pending.pop(); node; node = pending.pop()) {
    ts.forEachChild(node, (child) => void pending.push(child));
    if (!ts.isNoSubstitutionTemplateLiteral(node) && !ts.isTemplateExpression(node)) continue;
    if (!/\b(select|update|delete)\b/.test(node.getText()) || inTemplate(node)) continue;
    yield* ofStatement(source, node);
  }
}

const inTemplate = (node) => node.parent && (ts.isTemplateSpan(node.parent) || inTemplate(node.parent));

function* ofStatement(source, node) {
  const text = node.getText();
  for (const { 0: line, index } of text.matchAll(/^.*$/gm)) {
    const opening = /^\s*(?:where|and)\s+|^.*?\swhere\s+/.exec(line);
    if (!opening || /\bupdate\b.*\bset\b|\bon conflict\b/.test(line)) continue;
    let at = opening[0].length;
    for (const part of conditionsIn(line.slice(at))) {
      const start = node.getStart() + index + at + part.from;
      if (NARROWS.test(part.text) && !/\$\{/.test(part.text))
        yield { source, kind: 'sql', direction: 'sql', node, text: part.text, start, end: start + part.text.length };
    }
  }
}

/** Those joined by "and" at the outermost level of one line; none where something is left open. */
function conditionsIn(line) {
  const found = [];
  let [depth, from, isBetween] = [0, 0, false];
  const take = (to) => {
    const text = line
      .slice(from, to)
      .replace(/[,;`]+$/, '')
      .trimEnd();
    if (
      text &&
      depth === 0 &&
      !/\b(or|case|order by|group by|returning|limit|for update|then)\b/.test(text.replace(/\([^()]*\)/g, ''))
    )
      found.push({ from, text });
  };
  for (let n = 0; n < line.length; n += 1) {
    const char = line[n];
    if (char === '(') depth += 1;
    if (char === ')') {
      // what closes was opened on another line: here the statement ends
      if (depth === 0) {
        take(n);
        return found;
      }
      depth -= 1;
    }
    if (char === '`') {
      take(n);
      return found;
    }
    if (depth !== 0) continue;
    if (line.startsWith(' between ', n)) isBetween = true;
    if (!line.startsWith(' and ', n)) continue;
    if (isBetween) isBetween = false;
    else {
      take(n);
      from = n + 5;
    }
  }
  take(line.length);
  return found;
}
