/** Everything that is recorded of a run. */
export const runEventTypes = [
  'run.started',
  'run.parameters_filled',
  'run.step_done',
  'run.step_skipped',
  'run.step_failed',
  'run.step_undone',
  'run.evidence_added',
  'run.handed_over',
  'run.taken',
  'run.change_opened',
  'run.finished',
] as const;
export type RunEventType = (typeof runEventTypes)[number];
