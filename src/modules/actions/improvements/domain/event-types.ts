/** Everything that is recorded of an improvement. */
export const improvementEventTypes = [
  'improvement.committed',
  'improvement.changed',
  'improvement.task_added',
  'improvement.task_done',
  'improvement.task_undone',
  'improvement.task_removed',
  'improvement.implemented',
  'improvement.reviewed',
  'improvement.resumed',
  'improvement.cancelled',
  'improvement.overdue',
  'improvement.review_due',
  'improvement.recurred',
] as const;
export type ImprovementEventType = (typeof improvementEventTypes)[number];
