/**
 * Of what a stream is the record: a ticket, an agreement, an institution, a major incident, a problem, a change, a board, a
 * model of changes, a service, a freeze, an action, a run of one, a plan of one, an improvement. Each kind has its own door, a
 * function of the database.
 */
export const doors = {
  ticket: 'event_append',
  agreement: 'agreement_append',
  institution: 'institution_append',
  major: 'major_append',
  problem: 'problem_append',
  change: 'change_append',
  board: 'board_append',
  change_model: 'change_model_append',
  service: 'service_append',
  freeze: 'freeze_append',
  action: 'action_append',
  run: 'run_append',
  plan: 'plan_append',
  improvement: 'improvement_append',
} as const;
export type StreamKind = keyof typeof doors;
