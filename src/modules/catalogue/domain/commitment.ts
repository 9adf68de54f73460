/** What one side promises, as it stands in a version. */

export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof priorities)[number];
export const kinds = ['incident', 'request'] as const;
export const metrics = ['response', 'resolution'] as const;
/** Causes of waiting that pause a resolution only where it was agreed. */
export const optionalPauses = ['third_party', 'change', 'planned'] as const;
export type OptionalPause = (typeof optionalPauses)[number];

/** Working minutes, whole and positive. What is missing is not promised. */
export type PriorityTargets = Partial<Record<Priority, { response?: number; resolution?: number }>>;
export type Targets = Partial<Record<(typeof kinds)[number], PriorityTargets>>;

/** Shares of the working target, in percent, ascending. */
export type Warnings = Partial<Record<Priority, number[]>>;

/** Weekly windows in which the service may be interrupted, in local time of their zone. */
export interface Maintenance {
  weekly?: Record<string, [open: string, close: string][]>;
  timeZone?: string;
}
