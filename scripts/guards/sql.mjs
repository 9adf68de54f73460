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

/** Whether a row changes at all, and the span of time that figures are asked for. */
const NO_GUARD = /\bexcluded\.|^ended_at (>=|<) \$\d$/;

/**
 * Each condition of a `where` that names one of these: those of statements within statements too, and those of a part of one
 * that is put into several.
 */
export function* conjunctsOf(source) {
  const pending = [source];
  for (let node = pending.pop(); node; node = pending.pop()) {
    ts.forEachChild(node, (child) => void pending.push(child));
    const isTemplate = ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
    if (!isTemplate && !(ts.isStringLiteral(node) && isPart(node))) continue;
    const whole = node.getText();
    const text = plain(whole, node);
    const begins = /\b(select|update|delete)\b/.test(whole) && !inTemplate(node) ? beginsIn(text) : partIn(text, node);
    for (const begin of begins)
      for (const { from, to } of conditionsFrom(text, begin)) {
        // what a statement within asks is asked there
        const said = withoutStatements(text.slice(from, to));
        if (!NARROWS.test(said) || NO_GUARD.test(said)) continue;
        const at = node.getStart();
        yield {
          source,
          kind: 'sql',
          direction: 'sql',
          node,
          text: whole.slice(from, to),
          start: at + from,
          end: at + to,
        };
      }
  }
}

const inTemplate = (node) => node.parent && (ts.isTemplateSpan(node.parent) || inTemplate(node.parent));
const isPart = (node) => ts.isVariableDeclaration(node.parent) && node.getSourceFile().fileName.endsWith('.store.ts');

/** Where conditions begin: at a `where`, and at an "and" that goes on what was put in before it. */
function* beginsIn(text) {
  for (const { 0: word, index } of text.matchAll(/(?<!\bfilter \(\s*)\bwhere\b|(?<=____\s*)\band\b/g))
    yield index + word.length;
}

/** Where the conditions of a part begin that is nothing but conditions. */
function partIn(text, node) {
  if (!(inTemplate(node) || isPart(node)) || !node.getSourceFile().fileName.endsWith('.store.ts'))
    return beginsIn(text);
  const opening = /^[`']\s*(?:(?:where|and)\b)?(?=\s*(?:\(|\w+\.?\w* (?:=|<>|in|is)\s))/.exec(text);
  return opening ? [opening[0].length] : beginsIn(text);
}

const blank = (text) => text.replace(/[^\n]/g, '_');

/** As long as the statement, without what it quotes, remarks and puts together when it runs. */
function plain(whole, node) {
  if (ts.isStringLiteral(node)) return `${whole.slice(0, -1)} `;
  let text = whole;
  for (const span of node.templateSpans ?? []) {
    const from = span.expression.getFullStart() - node.getStart() - 2;
    const to = span.literal.getStart() - node.getStart() + 1;
    text = text.slice(0, from) + blank(text.slice(from, to)) + text.slice(to);
  }
  return text.replace(/--.*$|'[^'\n]*'/gm, blank).replace(/`$/, ' ');
}

const withoutStatements = (text) => {
  let left = text;
  for (let before; before !== left;) {
    before = left;
    // the innermost brackets first: those of a call stay as they are, with other signs
    left = left.replace(/\((\s*(?:select|with)\b[^()]*\bfrom\b[^()]*)\)/g, ' ').replace(/\(([^()]*)\)/g, '⟨$1⟩');
  }
  return left.replaceAll('⟨', '(').replaceAll('⟩', ')');
};

const ENDS =
  /^(order by|group by|having|returning|limit|offset|for (no key )?(update|share)|union|except|intersect|window|on conflict)\b/;

/** Those joined by "and", from a `where` to where it ends; the whole of it where there is an "or" outside of brackets. */
function conditionsFrom(text, begin) {
  const found = [];
  let [depth, from, isBetween, cases, hasOr] = [0, begin, false, 0, false];
  const take = (to) => {
    const part = text.slice(from, to);
    const start = from + part.length - part.trimStart().length;
    if (part.trim()) found.push({ from: start, to: start + part.trim().length });
  };
  let n = begin;
  for (; n < text.length; n += 1) {
    if (text[n] === ')' && depth === 0) break;
    if (text[n] === ';' && depth === 0) break;
    if (text[n] === '(') depth += 1;
    if (text[n] === ')') depth -= 1;
    if (depth !== 0 || /\w/.test(text[n - 1])) continue;
    const rest = text.slice(n, n + 20);
    if (/^case\b/.test(rest)) cases += 1;
    if (/^end\b/.test(rest)) cases -= 1;
    if (cases > 0) continue;
    if (ENDS.test(rest)) break;
    if (/^between\b/.test(rest)) isBetween = true;
    if (/^or\b/.test(rest)) hasOr = true;
    if (!/^and\b/.test(rest)) continue;
    if (isBetween) isBetween = false;
    else {
      take(n);
      from = n + 3;
    }
  }
  take(n);
  return hasOr && found.length > 0 ? [{ from: found[0].from, to: found.at(-1).to }] : found;
}
