import type { TableRule } from '../rule.js';

/** Accounts, and what institutions are. */
export const accounts: Record<string, TableRule> = {
  absence: {
    nothing: ['id', 'institution_id', 'starts_at', 'ends_at'],
    people: ['person_id', 'deputy_id'],
  },
  api_token: {
    nothing: ['id', 'institution_id', 'scopes', 'created_at', 'expires_at', 'last_used_at'],
    people: ['person_id'],
    secrets: ['token_hash'],
    personal: {
      name: { holds: 'what the token was called', erasure: 'row_removed' },
    },
  },
  calendar_feed: {
    nothing: ['id', 'institution_id', 'created_at', 'last_read_at'],
    people: ['person_id'],
    secrets: ['secret_hash'],
    personal: {
      name: { holds: 'what the calendar was called', erasure: 'row_removed' },
    },
  },
  credential: {
    people: ['person_id'],
    secrets: ['password_hash'],
    notExported: 'a secret',
  },
  decision_code: {
    nothing: ['id', 'institution_id', 'made_at', 'expires_at', 'wrong', 'used_at', 'send_at'],
    people: ['person_id'],
    secrets: ['link'],
    notExported: 'a secret, and instants',
  },
  erasure: {
    nothing: [
      'institution_id',
      'asked_at',
      'state',
      'due_at',
      'done_at',
      'at_statement',
      'at_page',
      'touched',
      'rows_changed',
      'is_name_shared',
    ],
    people: ['person_id', 'asked_by'],
    personal: {
      searched: { holds: 'the name and the address, while an erasure looks for them', erasure: 'emptied' },
    },
    notExported: 'what is left of somebody who is not here any more',
  },
  erasure_file: {
    people: ['person_id'],
    secrets: ['storage_key'],
    notExported: 'files that are being removed',
  },
  idempotent_answer: {
    nothing: ['institution_id', 'status', 'kept_at'],
    people: ['person_id'],
    secrets: ['request'],
    personal: {
      key: { holds: 'chosen by the program that asked', erasure: 'row_removed' },
      headers: { holds: 'of an answer', erasure: 'row_removed' },
      body: { holds: 'an answer, as it was given', erasure: 'row_removed' },
    },
    notExported: 'copies of answers, kept for a day',
  },
  request_count: {
    nothing: ['minute', 'amount'],
    secrets: ['key'],
    notExported: 'digests of tokens and addresses, kept for two minutes',
  },
  institution: {
    nothing: ['id', 'code', 'name', 'domain', 'time_zone', 'holiday_region', 'locale', 'suspended_at'],
  },
  institution_targets: {
    nothing: ['id', 'institution_id', 'number', 'targets', 'warnings', 'also_pauses', 'effective_from', 'recorded_at'],
    people: ['recorded_by'],
    work: ['reason'],
  },
  membership: {
    nothing: ['institution_id', 'site_id'],
    people: ['person_id'],
  },
  password_link: {
    nothing: ['id', 'institution_id', 'purpose', 'made_at', 'expires_at', 'ended_at', 'send_at'],
    people: ['person_id'],
    secrets: ['token_hash'],
    notExported: 'a secret, and instants',
  },
  person: {
    nothing: ['is_operator', 'left_at'],
    people: ['id'],
    personal: {
      email: { holds: 'the address of the account', erasure: 'replaced' },
      display_name: { holds: 'the name', erasure: 'replaced' },
      locale: { holds: 'the language', erasure: 'replaced' },
      time_zone: { holds: 'the time zone, if not that of the site', erasure: 'emptied' },
    },
  },
  person_name: {
    nothing: ['institution_id'],
    people: ['person_id'],
    personal: {
      word: { holds: 'words of the name, for finding people', erasure: 'row_removed' },
    },
    notExported: 'the words of the name, which is exported',
  },
  presence: {
    nothing: ['institution_id', 'state', 'until'],
    people: ['person_id'],
  },
  role_grant: {
    nothing: ['institution_id', 'role', 'service_ids'],
    people: ['person_id'],
  },
  saved_view: {
    isTheirsAlone: true,
    nothing: ['id', 'institution_id', 'sort', 'shared_with', 'team_id', 'version'],
    people: ['owner_id'],
    personal: {
      name: { holds: 'what the view is called', erasure: 'row_removed' },
      filter: { holds: 'what was looked for', erasure: 'row_removed' },
    },
  },
  service_hours: {
    nothing: ['id', 'institution_id', 'name'],
  },
  service_hours_version: {
    nothing: [
      'id',
      'service_hours_id',
      'institution_id',
      'number',
      'time_zone',
      'weekly',
      'holiday_region',
      'holidays',
      'closures',
      'effective_from',
      'recorded_at',
    ],
    people: ['recorded_by'],
    work: ['reason'],
  },
  session: {
    nothing: ['created_at', 'expires_at', 'revoked_at'],
    people: ['person_id'],
    secrets: ['token_hash'],
    notExported: 'a secret, and instants',
  },
  sign_in_failure: {
    nothing: ['id', 'failed_at'],
    secrets: ['account_hash'],
    personal: {
      address: { holds: 'the network address of an attempt', erasure: 'row_removed' },
    },
    notExported: 'names nobody; kept for minutes',
  },
  site: {
    nothing: ['id', 'institution_id', 'code', 'time_zone', 'holiday_region', 'is_default', 'service_hours_id'],
  },
};
