import type { CaseFile } from '../case-file.js';
import type { TicketEventType } from '../domain/event-types.js';
import { readersOf } from './domain/hierarchy.js';
import type { HierarchicalEscalation } from './stores/hierarchy.store.js';

type HierarchyEvent = Extract<TicketEventType, `ticket.hierarchy_${string}`>;

/** Said inside the side that asked, or across to the lead provider if it was asked; nobody else reads it. */
export function recordOf(
  file: CaseFile,
  alert: HierarchicalEscalation,
  type: HierarchyEvent,
  data: Record<string, unknown> = {},
): void {
  const readers = readersOf(alert);
  const decisionDueAt = alert.decisionDueAt.toISOString();
  file.record(
    type,
    readers.length === 1 ? 'internal' : 'shared',
    { hierarchyId: alert.id, decisionDueAt, ...data },
    readers,
  );
}
