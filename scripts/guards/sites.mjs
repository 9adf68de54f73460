import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { allowSitesOf } from './routes.mjs';
import { endOf, refusersIn, refuses } from './refusals.mjs';
import { secretsOf } from './secrets.mjs';
import { conjunctsOf } from './sql.mjs';

/**
 * Every guard in the program, found by what it does: nobody keeps a list. A site is one condition that can be broken by
 * itself. Its name is its file, the function it stands in and what it asks, so that it survives lines that move.
 *
 * `direction`: what a broken one answers. A `refuse` never refuses, an `allow` always allows, an `attempt` is not made, a
 * `scope` is all services, a condition in SQL (`sql`) holds for every row.
 */
export function sitesOf(root) {
  const sources = filesOf(root).map((file) =>
    ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true),
  );
  const refusersFor = refusersIn(sources);
  const found = sources.flatMap((source) => [
    ...guardsOf(source, refusersFor(source)),
    ...secretsOf(source),
    ...conjunctsOf(source),
    ...allowSitesOf(source),
  ]);
  return named(found);
}

const aside =
  /\.spec|spec-support|^src\/(demo|admin|backup|simulating|installation)\b|^src\/database\/(embedded|testing)/;

const filesOf = (root) =>
  readdirSync(join(root, 'src'), { recursive: true })
    .map((file) => join('src', file))
    .filter((file) => file.endsWith('.ts') && !aside.test(file))
    .sort();

/** Two that read alike in one function are told apart by their order. */
function named(sites) {
  const seen = new Map();
  return sites.map((site, n) => {
    // where routes are asked for their permission, they are known by their handler
    const id = site.direction === 'route' ? site.within : String(n);
    const name = `${site.source.fileName.slice(4)} ${site.within ?? functionAround(site.node)}: ${shorten(site.text)}`;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return { ...site, id, file: site.source.fileName, name: nth === 1 ? name : `${name} (${nth})` };
  });
}

const shorten = (text) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 110 ? line : `${line.slice(0, 109)}…`;
};

function functionAround(node) {
  for (let at = node.parent; at; at = at.parent) {
    if ((ts.isMethodDeclaration(at) || ts.isFunctionDeclaration(at)) && at.name) return at.name.getText();
    if (ts.isVariableDeclaration(at) && at.parent.parent.parent === at.getSourceFile()) return at.name.getText();
  }
  return '';
}

const PERMISSION = /^requirePermission(Everywhere)?$/;
/** Functions that say in their name that they decide who may. What they answer is broken part by part. */
const DECIDES =
  /^(may(?!Have|Be[A-Z]|Hold|Begin|Open$|Ask|End)[A-Z]\w*|can|covers|isAllowed|isSide|isStillParty|isMember|isScope|holdsRole|holdsFunction|bringsMetricsToken)$/;

function* guardsOf(source, names) {
  const isRule = /domain\/(permissions|service-scope)|require-permission/.test(source.fileName);
  yield* below(source, false);

  function* below(node, isGuarded) {
    let inside = isGuarded;
    if (ts.isIfStatement(node)) {
      const found = [...ofIf(node)];
      yield* found;
      if (found.length > 0) {
        // what the condition is made of is broken with it
        yield* below(node.expression, true);
        yield* below(node.thenStatement, isGuarded);
        if (node.elseStatement) yield* below(node.elseStatement, isGuarded);
        return;
      }
    }
    if (ts.isConditionalExpression(node)) {
      const [yes, no] = [refuses(node.whenTrue, names), refuses(node.whenFalse, names)];
      if (yes !== no) {
        yield* parts(node.condition, yes ? 'refuse' : 'allow');
        inside = true;
      }
    }
    if (ts.isCallExpression(node) && !isRule) {
      const callee = node.expression.getText();
      if (
        PERMISSION.test(callee) &&
        ts.isExpressionStatement(node.parent) &&
        !source.fileName.endsWith('authentication.guard.ts')
      )
        yield site('permission', 'attempt', node);
      if (callee === 'can' && !inside) yield site('permission', 'allow', node);
      if (callee === 'servicesFor' && !inside) yield site('permission', 'scope', node);
    }
    const answered = answerOf(node);
    if (answered) {
      yield* parts(answered, 'allow', 'decision');
      inside = true;
    }
    const fact = factOf(node);
    if (fact && !inside) {
      yield* parts(fact.is, fact.direction, 'standing');
      inside = true;
    }
    for (const child of childrenOf(node)) yield* below(child, inside);
  }

  function* ofIf({ expression, thenStatement, elseStatement, parent }) {
    const end = endOf(thenStatement)?.expression;
    if (end && refuses(end, names)) yield* parts(expression, 'refuse');
    else if (elseStatement && endsInRefusal(elseStatement)) yield* parts(expression, 'allow');
    // `if (…) return what; throw forbidden(…)`
    else if (end && ts.isBlock(parent) && endsInRefusal(parent)) yield* parts(expression, 'allow');
  }

  function endsInRefusal(statement) {
    const end = endOf(statement)?.expression;
    return end !== undefined && refuses(end, names);
  }

  /** Each condition of several by itself: of a refusal those joined by "or", of a permission those joined by "and". */
  function* parts(expression, direction, kind = 'refusal') {
    const joint = direction === 'refuse' ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.AmpersandAmpersandToken;
    for (const part of operands(expression, joint)) yield site(kindOf(kind, direction, part), direction, part);
  }

  function site(kind, direction, node) {
    return { source, kind, direction, node, text: node.getText(), start: node.getStart(), end: node.end };
  }
}

/** That a thing is there at all is asked by a guard too, of another kind: broken, it is a fault and not a leak. */
function kindOf(kind, direction, node) {
  const text = node.getText();
  const isPresence = /^(!\(await .*\)|![\w.]+|[\w.]+ === (undefined|null))$/.test(text);
  const isSaid = /^!\(?(await )?([\w.]*\.)?(is|has|may|can|speaks|inside|holds)/.test(text);
  return direction === 'refuse' && isPresence && !isSaid ? 'absence' : kind;
}

/** What somebody is to a thing, by the words that the program has for it. */
const OPENS =
  /^(isOwn|isOurs|isHome|isInside|inside|isStaff|isHolder|isRequester|isSpocs?|isManager|isImplementer|speaksFor\w+|may[A-Z]\w*|canWrite|writes)$/;
const CLOSES = /^(isAuthor|hasPrepared|isOwnDraft)$/;

const OF_SOMEBODY =
  /\b(\w*[iI]nstitution(Id)?|\w*[pP]ersonId|\w*Id|roles|actor|can|services|manages|holderId|speaksFor|reader|voters|moves|may\w+)\b|change\.inside !== null/;
/** What is told of a thing, and figures: nobody is let through there. */
const NOT_WHO = /modules\/(timers|notifications)\/|highlighting|domain\/(tally|due)\b/;

function factOf(node) {
  const is = (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) && node.initializer;
  if (!is || !(isCondition(is) || (ts.isIdentifier(node.name) && /^(can|may\w+|speaksFor)\(/.test(is.getText()))))
    return undefined;
  // what is told of it, if there is any
  if (ts.isBinaryExpression(is) && ts.isObjectLiteralExpression(is.right)) return undefined;
  if (!OF_SOMEBODY.test(is.getText()) || NOT_WHO.test(node.getSourceFile().fileName)) return undefined;
  const name = node.name.getText();
  if (OPENS.test(name)) return { is, direction: 'allow' };
  return CLOSES.test(name) ? { is, direction: 'refuse' } : undefined;
}

function operands(node, joint) {
  if (ts.isParenthesizedExpression(node)) return operands(node.expression, joint);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === joint)
    return [...operands(node.left, joint), ...operands(node.right, joint)];
  return [node];
}

/** What a function that decides who may answers here: not where it says a plain yes or no, nor where it refuses. */
function answerOf(node) {
  let at;
  if (ts.isReturnStatement(node) && node.expression) at = node.expression;
  else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) at = node.body;
  else return undefined;
  const { name, type } = deciderAround(node) ?? {};
  if (name === undefined || !DECIDES.test(name)) return undefined;
  if (type !== undefined && !/^(Promise<)?boolean>?$/.test(type)) return undefined;
  if (type === undefined && !isCondition(at)) return undefined;
  return isCondition(at) || ts.isCallExpression(at) || ts.isAwaitExpression(at) ? at : undefined;
}

function isCondition(node) {
  if (ts.isParenthesizedExpression(node)) return isCondition(node.expression);
  return (
    (ts.isBinaryExpression(node) && /^(&&|\|\||[!=]==|[<>]=?)$/.test(node.operatorToken.getText())) ||
    (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) ||
    (ts.isCallExpression(node) && /\.(includes|has|some|every)$/.test(node.expression.getText()))
  );
}

/** The nearest function: an unnamed one within decides nothing by itself. */
function deciderAround(node) {
  for (let at = node; at; at = at.parent) {
    if (ts.isMethodDeclaration(at) || ts.isFunctionDeclaration(at))
      return at.name && { name: at.name.getText(), type: at.type?.getText() };
    if (!ts.isArrowFunction(at)) continue;
    if (!ts.isVariableDeclaration(at.parent)) return undefined;
    return { name: at.parent.name.getText(), type: at.type?.getText() };
  }
  return undefined;
}

function childrenOf(node) {
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}
