import type { TableRule } from '../rule.js';

/** What a desk keeps, problems and major incidents. */
export const desk: Record<string, TableRule> = {
  canned_answer: {
    nothing: ['id', 'institution_id', 'side', 'version', 'updated_at'],
    people: ['owner_id'],
    work: ['name', 'body'],
  },
  major_audience: {
    nothing: ['institution_id', 'major_id', 'since'],
  },
  major_child: {
    nothing: ['institution_id', 'ticket_id', 'major_id', 'attached_at'],
    people: ['attached_by'],
  },
  major_incident: {
    nothing: ['id', 'institution_id', 'service_id', 'ticket_id', 'state', 'declared_at', 'ended_at', 'code'],
    people: ['declared_by'],
    work: ['title'],
  },
  major_update: {
    nothing: ['id', 'major_id', 'kind', 'for_requesters', 'posted_at'],
    people: ['author_id'],
    work: ['body'],
  },
  problem: {
    nothing: [
      'id',
      'institution_id',
      'service_id',
      'reference',
      'state',
      'publication_id',
      'published_at',
      'listed_at',
      'fixed_at',
      'version',
      'updated_at',
    ],
  },
  problem_counter: {
    nothing: ['institution_id', 'year', 'last'],
  },
  problem_follower: {
    nothing: ['institution_id', 'problem_id', 'since'],
    people: ['person_id'],
  },
  problem_inside: {
    nothing: ['problem_id', 'institution_id', 'component_ids', 'version', 'opened_at', 'updated_at'],
    people: ['opened_by'],
    work: ['title', 'cause', 'title_fr', 'title_en', 'workaround_fr', 'workaround_en', 'words'],
  },
  problem_note: {
    nothing: ['id', 'problem_id', 'institution_id', 'written_at'],
    people: ['author_id'],
    work: ['body'],
  },
  problem_publication: {
    nothing: ['id', 'problem_id', 'institution_id', 'number', 'component_ids', 'published_at', 'withdrawn_at'],
    work: ['title_fr', 'title_en', 'workaround_fr', 'workaround_en', 'fixed_fr', 'fixed_en', 'words'],
  },
  problem_telling: {
    nothing: ['institution_id', 'event_id', 'problem_id', 'told_at'],
    people: ['person_id'],
    notExported: 'which mail was written already',
  },
  problem_ticket: {
    nothing: [
      'id',
      'institution_id',
      'ticket_id',
      'problem_id',
      'owner_id',
      'side',
      'is_public',
      'public_since',
      'linked_at',
      'unlinked_at',
    ],
    people: ['linked_by'],
  },
  ready_text: {
    nothing: ['id', 'institution_id', 'service_id', 'use', 'code', 'version', 'updated_at'],
    work: ['name', 'text_fr', 'text_en'],
  },
  recurring_due: {
    nothing: ['recurring_id', 'institution_id', 'at'],
  },
  recurring_occurrence: {
    nothing: ['institution_id', 'recurring_id', 'on_date', 'outcome', 'reason', 'ticket_id', 'reference', 'decided_at'],
    people: ['decided_by'],
  },
  recurring_ticket: {
    nothing: [
      'id',
      'institution_id',
      'service_id',
      'site_id',
      'kind',
      'impact',
      'urgency',
      'team_id',
      'model_id',
      'recurrence',
      'starts_on',
      'at_time',
      'time_zone',
      'move_to_working_day',
      'state',
      'last_on',
      'next_on',
      'next_at',
      'version',
      'created_at',
      'updated_at',
    ],
    people: ['maker_id', 'requester_id', 'assignee_id'],
    work: ['paused_reason'],
    personal: {
      title: { holds: 'what is asked for', erasure: 'replaced' },
      description: { holds: 'what is asked for', erasure: 'replaced' },
      fields: { holds: 'what is asked for', erasure: 'replaced' },
    },
    whose: 'requester_id = $1',
  },
  request_model: {
    nothing: ['id', 'institution_id', 'service_id', 'created_at', 'retired_at'],
    people: ['created_by'],
  },
  request_model_version: {
    nothing: ['model_id', 'number', 'institution_id', 'written_at', 'published_at'],
    people: ['written_by', 'published_by'],
    work: ['content'],
  },
  team: {
    nothing: ['id', 'institution_id', 'side', 'mode', 'takes', 'service_ids', 'kinds', 'position', 'version'],
    work: ['name'],
  },
  team_member: {
    nothing: ['team_id', 'institution_id', 'last_assigned_at'],
    people: ['person_id'],
  },
  ticket_template: {
    nothing: ['id', 'institution_id', 'version', 'updated_at'],
    people: ['owner_id'],
    work: ['name', 'content'],
  },
};
