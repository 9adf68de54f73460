import ts from 'typescript';

// Which expressions refuse somebody: they say that one may not, that there is nothing for one, or that one is nobody.

const WHO = /^(forbidden|not_found|unauthenticated)$/;

/** Functions and constants, by name, that stand for such a refusal: `notFound`, but also a file's own `ownDraft`. */
export function refusersIn(sources) {
  const named = sources.flatMap((source) => [...declared(source)].map((one) => ({ source, ...one })));
  const refusers = new Map(sources.map((source) => [source, new Set()]));
  const exported = new Set(['forbidden', 'notFound']);
  // one may be made of another
  for (let known = -1; known !== sizeOf(refusers);) {
    known = sizeOf(refusers);
    for (const { source, name, body, isExported } of named)
      if (refuses(body, namesFor(refusers, exported, source))) {
        refusers.get(source).add(name);
        if (isExported) exported.add(name);
      }
  }
  return (source) => namesFor(refusers, exported, source);
}

const sizeOf = (refusers) => [...refusers.values()].reduce((sum, names) => sum + names.size, 0);
const namesFor = (refusers, exported, source) => new Set([...exported, ...(refusers.get(source) ?? [])]);

/** What short functions return, and what constants are. */
function* declared(source) {
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name && statement.body) {
      const last = statement.body.statements.at(-1);
      if (statement.body.statements.length <= 2 && last && ts.isReturnStatement(last) && last.expression)
        yield { name: statement.name.text, body: last.expression, isExported: isExported(statement) };
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (initializer && ts.isIdentifier(name))
        yield {
          name: name.text,
          body: ts.isArrowFunction(initializer) ? initializer.body : initializer,
          isExported: isExported(statement),
        };
  }
}

const isExported = (statement) =>
  statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** Whether an expression is such a refusal, given the names of those known. */
export function refuses(node, names) {
  if (ts.isParenthesizedExpression(node)) return refuses(node.expression, names);
  if (ts.isPropertyAccessExpression(node)) return refuses(node.expression, names);
  if (ts.isIdentifier(node)) return names.has(node.text) && node.text !== 'forbidden' && node.text !== 'notFound';
  if (ts.isConditionalExpression(node)) return refuses(node.whenTrue, names) && refuses(node.whenFalse, names);
  if (ts.isNewExpression(node)) return isClass(node, 'DomainError') && (node.arguments ?? []).some(isWho);
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression.getText();
  if (callee === 'refused') return node.arguments.some((argument) => isWho(argument) || refuses(argument, names));
  return names.has(callee);
}

const isClass = (node, name) => node.expression.getText() === name;

/** `{ kind: 'forbidden', … }` */
function isWho(node) {
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.some(
    (one) =>
      ts.isPropertyAssignment(one) &&
      one.name.getText() === 'kind' &&
      ts.isStringLiteral(one.initializer) &&
      WHO.test(one.initializer.text),
  );
}

/** The end of a statement: what it throws or returns, if that is all it comes to. */
export function endOf(statement) {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last && (ts.isThrowStatement(last) || ts.isReturnStatement(last)) ? last : undefined;
}
