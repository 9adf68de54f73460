import ts from 'typescript';

/**
 * Routes that say who may ask and name nothing in their path: there the guard before the routes decides. Where a path names
 * a thing, the service asks after it has found it, and is a site by itself. What everybody may who has signed in is asked
 * of nobody.
 */
export function* allowSitesOf(source) {
  if (!source.fileName.endsWith('.controller.ts')) return;
  for (const type of source.statements.filter(ts.isClassDeclaration)) {
    const common = permissionIn(type);
    for (const method of type.members.filter(ts.isMethodDeclaration)) {
      const permission = permissionIn(method) ?? common;
      const path = `${pathIn(type, 'Controller')}/${pathIn(method, 'Get|Post|Put|Patch|Delete')}`;
      if (permission === undefined || path.includes(':')) continue;
      if (!hasDecorator(method, 'Get|Post|Put|Patch|Delete') || anyone.has(permission)) continue;
      const within = `${type.name.text}.${method.name.getText()}`;
      yield { source, kind: 'route', direction: 'route', node: method, within, text: `@Allow('${permission}')` };
    }
  }
}

const anyone = new Set([
  'me.read',
  'me.sign_out',
  'me.change_password',
  'catalogue.read',
  'working_time.compute',
  'freeze.read',
  'calendar.read',
  'calendar.feed',
]);

const decorators = (node) => (ts.getDecorators(node) ?? []).map((one) => one.expression).filter(ts.isCallExpression);
const hasDecorator = (node, name) =>
  decorators(node).some((call) => new RegExp(`^(${name})$`).test(call.expression.getText()));
const argumentOf = (node, name) =>
  decorators(node).find((call) => new RegExp(`^(${name})$`).test(call.expression.getText()))?.arguments[0];
const permissionIn = (node) => {
  const argument = argumentOf(node, 'Allow');
  return argument && ts.isStringLiteral(argument) ? argument.text : undefined;
};
const pathIn = (node, name) => {
  const argument = argumentOf(node, name);
  return argument && ts.isStringLiteral(argument) ? argument.text : '';
};
