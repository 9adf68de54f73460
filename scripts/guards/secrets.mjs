import ts from 'typescript';

/** Where a secret is compared: a broken one matches whatever was brought. */
export function* secretsOf(source) {
  const pending = [source];
  for (let node = pending.pop(); node; node = pending.pop()) {
    ts.forEachChild(node, (child) => void pending.push(child));
    if (!ts.isCallExpression(node) || !/^(timingSafeEqual|verifyPassword)$/.test(node.expression.getText())) continue;
    const whole = ts.isAwaitExpression(node.parent) ? node.parent : node;
    yield {
      source,
      kind: 'secret',
      direction: 'allow',
      node,
      text: node.getText(),
      start: whole.getStart(),
      end: whole.end,
    };
  }
}
