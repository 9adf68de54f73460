import type { ChangeClass } from './classing.js';

/**
 * Whose silence is recorded when a change begins: of the affected institutions that knew of it, those that never objected.
 * None where nobody could object. By code. Silence is no approval, and decides nothing.
 */
export function silentOf(
  kind: ChangeClass,
  affected: readonly { code: string; knew: boolean }[],
  objected: readonly string[],
): string[] {
  if (kind === 'own_tenant' || kind === 'emergency') return [];
  return affected.filter(({ code, knew }) => knew && !objected.includes(code)).map(({ code }) => code);
}
