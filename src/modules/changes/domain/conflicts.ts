import { intersection, overlaps, type Interval } from '../../../kernel/index.js';
import type { ChangeClass } from './classing.js';

export type FreezeScope =
  | { readonly kind: 'consortium' }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'institution'; readonly institution: string; readonly blocksShared: boolean };

/** A period without changes; of a recurring one, one occurrence. `liftedFor`: changes that its owner lets pass. */
export interface Freeze extends Interval {
  readonly id: string;
  readonly scope: FreezeScope;
  readonly liftedFor: readonly string[];
}

export interface Planned extends Interval {
  readonly id: string;
  readonly class: ChangeClass;
  readonly services: readonly string[];
  /** With everything that depends on them. */
  readonly components: readonly string[];
  readonly affected: readonly string[];
  readonly tenant: string | null;
  readonly implementers: readonly string[];
}

export interface Surroundings {
  readonly freezes: readonly Freeze[];
  /** Changes that are approved, scheduled or under way. */
  readonly others: readonly Planned[];
  /** When the agreements allow to interrupt, in common. Null when nothing is interrupted. */
  readonly maintenance: readonly Interval[] | null;
  /** The other change of each pair whose both owners know of the overlap, and accept it. */
  readonly acknowledged: readonly string[];
}

export type ConflictKind = 'freeze' | 'same_service' | 'dependency' | 'outside_maintenance' | 'implementer_twice';

/** `blocks` until it is moved, lifted or acknowledged; `costs` and `warns` are shown to those who decide. */
export type Severity = 'blocks' | 'lifted' | 'costs' | 'warns';

export interface Conflict extends Interval {
  readonly kind: ConflictKind;
  readonly severity: Severity;
  /** The freeze or the other change; null for what stands alone. */
  readonly with: string | null;
}

/**
 * Everything that stands against a change in its window, the worst first. Asked when it is saved, decided and started.
 */
export function conflictsOf(change: Planned, { freezes, others, maintenance, acknowledged }: Surroundings): Conflict[] {
  const found: Conflict[] = [];
  const add = (kind: ConflictKind, severity: Severity, other: (Interval & { id: string }) | null) => {
    const { from, to } = change;
    const common = other ? { from: Math.max(from, other.from), to: Math.min(to, other.to) } : { from, to };
    found.push({ kind, severity, with: other?.id ?? null, ...common });
  };
  for (const freeze of freezes) {
    if (!overlaps(change, freeze)) continue;
    const severity = frozenBy(change, freeze.scope);
    if (severity)
      add('freeze', severity === 'blocks' && freeze.liftedFor.includes(change.id) ? 'lifted' : severity, freeze);
  }
  for (const other of others) {
    if (other.id === change.id || !overlaps(change, other)) continue;
    if (meetOnService(change, other)) add('same_service', acknowledged.includes(other.id) ? 'lifted' : 'blocks', other);
    else if (haveCommon(change.components, other.components)) add('dependency', 'warns', other);
    if (haveCommon(change.implementers, other.implementers)) add('implementer_twice', 'warns', other);
  }
  if (maintenance && !isInside(change, maintenance)) add('outside_maintenance', 'warns', null);
  const ranks: readonly Severity[] = ['blocks', 'costs', 'warns', 'lifted'];
  return found.sort((a, b) => ranks.indexOf(a.severity) - ranks.indexOf(b.severity) || a.from - b.from);
}

/**
 * What a freeze is to a change. The consortium's and a service's block what is standard, normal or major; an institution's
 * blocks what is its own tenant's, and what touches it on a shared instance as far as it may; else it is a cost.
 * Emergencies and security patches pass every freeze.
 */
export function frozenBy(
  { class: kind, services, affected, tenant }: Pick<Planned, 'class' | 'services' | 'affected' | 'tenant'>,
  scope: FreezeScope,
): 'blocks' | 'costs' | undefined {
  if (kind === 'emergency' || kind === 'security_patch') return undefined;
  switch (scope.kind) {
    case 'consortium':
      return kind === 'own_tenant' ? undefined : 'blocks';
    case 'service':
      return kind !== 'own_tenant' && services.includes(scope.service) ? 'blocks' : undefined;
    case 'institution':
      if (tenant === scope.institution) return 'blocks';
      if (!affected.includes(scope.institution)) return undefined;
      return scope.blocksShared ? 'blocks' : 'costs';
  }
}

/** Whether two changes are about the same service, for the same people. */
export const meetOnService = (
  one: Pick<Planned, 'services' | 'tenant'>,
  other: Pick<Planned, 'services' | 'tenant'>,
): boolean => haveCommon(one.services, other.services) && isSharedWith(one, other);

/** Two tenants of one service do not stand in each other's way. */
function isSharedWith(one: Pick<Planned, 'tenant'>, other: Pick<Planned, 'tenant'>): boolean {
  return one.tenant === null || other.tenant === null || one.tenant === other.tenant;
}

function haveCommon(one: readonly string[], other: readonly string[]): boolean {
  return one.some((each) => other.includes(each));
}

export function isInside(window: Interval, allowed: readonly Interval[]): boolean {
  const [only, ...more] = intersection([window], allowed);
  return more.length === 0 && only?.from === window.from && only.to === window.to;
}
