/**
 * What an erasure does to each table, as statements on a range of its pages; `src/modules/privacy/catalogue` says why, and a
 * test compares the two. What the parameters are stands with `erasure_step`:
 *
 *     $1 the person   $2 the tickets they asked for   $3 their address   $4 what finds their name and address in a text
 *     $5 the same in JSON   $6 the word instead   $7 the name instead   $8 the address instead   $9 now
 *     $10 their names as words of a search   $11, $12 the first page, and the one after the last
 */
export interface Rule {
  table: string;
  /** Rows that go. */
  removed?: string;
  /** Columns by what becomes of them. */
  set?: Readonly<Record<string, string>>;
  /** Texts of others: the exact name and address go. */
  texts?: readonly string[];
  /** The same in JSON. */
  json?: readonly string[];
  /** Words for a search, of the texts of the same row. */
  words?: string;
}

const theirs = 'ticket_id = any ($2)';
const said = (column: string) => `erased_text(${column}, $4, $6)`;
const where = (condition: string, value: string, column: string) =>
  `case when ${condition} then ${value} else ${said(column)} end`;
/** A name that has to stay the only one of its kind. */
const unique = (column: string) => `erased_text(${column}, $4, $6 || ' ' || right(id::text, 6))`;
const ofTheirs = (message: string) => `(${message}.audience = 'requester' and ${message}.ticket_id = any ($2))`;
const texts = (table: string, ...columns: string[]): Rule => ({ table, texts: columns });
const theirMail = '(mail.person_id is not distinct from $1 or mail.ticket_id = any ($2))';
const cameFromThem = (column: string) =>
  `exists (select 1 from mail_in_content c where c.mail_in_id = ${column} and erased_text(c.sender, $4, '') <> c.sender)`;

export const rules: readonly Rule[] = [
  // before the texts to which the files belong: what is kept for the search is made anew with each of these
  {
    table: 'attachment',
    set: {
      name: where(`state = 'erased'`, '$6', 'name'),
      media_type: `case when state = 'erased' then 'application/octet-stream' else media_type end`,
      sha256: `case when state = 'erased' then ''::bytea else sha256 end`,
    },
  },
  {
    table: 'attachment_scan',
    removed: `exists (select 1 from attachment a where a.id = attachment_id and a.state = 'erased')`,
  },
  {
    table: 'message',
    set: {
      author_name: `case when author_id = $1 and author_name is not null then $7 else ${said('author_name')} end`,
      body: where(ofTheirs('message'), '$6', 'body'),
    },
  },
  {
    table: 'message_version',
    set: {
      body: where(
        `exists (select 1 from message m where m.id = message_version.message_id and ${ofTheirs('m')})`,
        '$6',
        'body',
      ),
    },
  },
  { table: 'ticket', set: { title: where('id = any ($2)', '$6', 'title') } },
  {
    table: 'ticket_form',
    set: { fields: `case when ${theirs} then '{}' else erased_text(fields::text, $5, $6)::jsonb end` },
  },
  { table: 'approval', texts: ['reason'], set: { title: where('requester_id = $1', '$6', 'title') } },
  {
    table: 'escalation',
    texts: ['external_name', 'external_reference'],
    set: {
      requester_name: `case when requester_name is not null and ${theirs} then $7 else ${said('requester_name')} end`,
    },
  },
  texts('escalation_draft', 'summary'),
  texts('external_contact', 'address'),
  {
    table: 'hierarchical_escalation',
    texts: ['reason', 'decision_text'],
    set: {
      title: where(theirs, '$6', 'title'),
      asker_name: where('asked_by = $1', '$7', 'asker_name'),
      decider_name: `case when decided_by = $1 and decider_name is not null then $7 else ${said('decider_name')} end`,
    },
  },
  texts('task', 'title'),
  texts('time_spent', 'note'),
  { table: 'message_draft', removed: 'person_id = $1', texts: ['body'] },
  {
    table: 'recurring_ticket',
    texts: ['paused_reason'],
    set: {
      title: where('requester_id is not distinct from $1', '$6', 'title'),
      description: where('requester_id is not distinct from $1', '$6', 'description'),
      fields: `case when requester_id is not distinct from $1 and fields is not null then '{}'
                    else erased_text(fields::text, $5, $6)::jsonb end`,
    },
  },

  { table: 'idempotent_answer', removed: 'person_id = $1 or erased_answer(body, headers, $2, $4)' },
  {
    table: 'saved_view',
    removed: 'owner_id = $1',
    set: { name: unique('name') },
    json: ['filter'],
  },
  texts('api_token', 'name'),
  texts('calendar_feed', 'name'),
  { table: 'watcher', removed: 'person_id = $1' },
  { table: 'problem_follower', removed: 'person_id = $1' },
  { table: 'presence', removed: 'person_id = $1' },
  { table: 'password_link', removed: 'person_id = $1' },
  { table: 'decision_code', removed: 'person_id = $1' },
  texts('institution_targets', 'reason'),
  texts('service_hours_version', 'reason'),

  { table: 'bulk_news', removed: '$1 in (person_id, instead_of_id) or ticket_id = any ($2)', texts: ['letter'] },
  {
    table: 'mail',
    set: {
      to_address: `case when mail.person_id is not distinct from $1 or lower(to_address) = $3 then $8 else ${said('to_address')} end`,
      subject: where(theirMail, '$6', 'subject'),
      text_body: where(theirMail, '$6', 'text_body'),
      html_body: where(theirMail, '$6', 'html_body'),
      calendar: `case when ${theirMail} then null else ${said('calendar')} end`,
      error: `case when ${theirMail} then null else ${said('error')} end`,
    },
  },
  {
    table: 'mail_in',
    texts: ['decision_reason'],
    set: {
      sender_digest: `case when sender_digest in (sha256(convert_to('said ' || $3, 'UTF8')), sha256(convert_to('vouched for ' || $3, 'UTF8')))
                           then null else sender_digest end`,
      // what they wrote and nobody has placed yet never will be
      state: `case when state in ('received', 'quarantined') and ${cameFromThem('id')} then 'discarded' else state end`,
      outcome: `case when outcome is null and ${cameFromThem('id')} then 'ignored' else outcome end`,
      decided_at: `case when state in ('received', 'quarantined') and ${cameFromThem('id')} then $9 else decided_at end`,
    },
  },
  {
    table: 'mail_in_content',
    removed: `erased_text(sender, $4, '') <> sender
              or exists (select 1 from mail_in m
                          where m.id = mail_in_id and m.state not in ('received', 'quarantined')
                            and (m.ticket_id = any ($2)
                                 or erased_text(concat_ws(' ', subject, text_body, encode(raw, 'escape')), $4, '')
                                    <> concat_ws(' ', subject, text_body, encode(raw, 'escape'))))`,
    texts: ['subject', 'text_body'],
    json: ['files'],
    // what others wrote and somebody still has to decide on stays readable, but for what can be read without decoding
    set: { raw: `decode(erased_text(encode(raw, 'escape'), $4, $6), 'escape')` },
  },
  { table: 'mail_suppression', removed: 'lower(address) = $3' },
  {
    table: 'consumer_cursor',
    set: { error: `case when stream_id = any ($2) then null else ${said('error')} end` },
  },

  texts('canned_answer', 'name', 'body'),
  texts('major_incident', 'title'),
  texts('major_update', 'body'),
  {
    ...texts('problem_inside', 'title', 'cause', 'title_fr', 'title_en', 'workaround_fr', 'workaround_en'),
    words: 'words',
  },
  texts('problem_note', 'body'),
  {
    ...texts('problem_publication', 'title_fr', 'title_en', 'workaround_fr', 'workaround_en', 'fixed_fr', 'fixed_en'),
    words: 'words',
  },
  { table: 'ready_text', texts: ['text_fr', 'text_en'], set: { name: unique('name') } },
  { table: 'request_model_version', json: ['content'] },
  { table: 'team', set: { name: unique('name') } },
  { table: 'ticket_template', texts: ['name'], json: ['content'] },

  texts('agreement', 'notice_reason'),
  texts('agreement_version', 'reason', 'decision_reason'),
  texts('handled_unit', 'reason'),
  texts('responsibility', 'external_name', 'external_address'),
  { table: 'risk_questionnaire', json: ['questions'] },
  { table: 'simulation', json: ['terms'] },
  texts('verdict_contest', 'reason', 'settlement_reason'),
  texts('verdict_correction', 'reason'),

  texts('change', 'title', 'why'),
  texts('change_acknowledgement', 'reason'),
  { table: 'change_finding', json: ['found'] },
  texts('change_freeze', 'title', 'reason', 'lift_reason'),
  { table: 'change_inside', texts: ['plan', 'tests', 'backout_plan', 'emergency_reason'], json: ['answers'] },
  { table: 'change_model_plan', texts: ['description', 'tests', 'backout'], json: ['steps'] },
  texts('change_model_reason', 'reason'),
  texts('change_model_version', 'title_fr', 'title_en'),
  texts('change_note', 'body'),
  texts('change_objection', 'reason'),
  texts('change_opinion', 'reason'),
  texts('change_override', 'reason'),
  texts('change_party', 'added_reason', 'removed_reason'),
  texts('change_task', 'title', 'note'),
  texts('change_vote', 'reason'),
  texts('freeze_exemption', 'reason', 'withdraw_reason'),
  { table: 'release', set: { label: unique('label') } },
  texts('release_notes', 'notes_fr', 'notes_en', 'issues_fr', 'issues_en'),

  texts('action_plan', 'title', 'paused_reason'),
  texts('action_review', 'note'),
  { ...texts('action_version', 'title_fr', 'title_en'), json: ['document'], words: 'words' },
  texts('improvement', 'title', 'criterion', 'note'),
  texts('improvement_review', 'note'),
  texts('improvement_task', 'title'),
  texts('plan_occurrence', 'reason'),
  { table: 'plan_run', json: ['results'] },
  { table: 'run', texts: ['note'], json: ['parameters', 'results'] },
  texts('run_evidence', 'body', 'file_name'),
  texts('run_step', 'seen', 'reason', 'undone_seen'),
];

const pagesOf = (table: string) => `${table}.ctid >= $11 and ${table}.ctid < $12`;

/** The files of their tickets: marked, and put down to be removed from where they are. */
export const filesGo = `
  with gone as (
    update attachment set state = 'erased'
     where ${pagesOf('attachment')} and state <> 'erased'
       and (added_by = $1 and ${theirs}
            or exists (select 1 from message m where m.id = attachment.message_id and ${ofTheirs('m')}))
    returning storage_key)
  insert into erasure_file (storage_key, person_id) select storage_key, $1 from gone`;

/** Statements of a rule: rows that go, and columns that change, each of the pages $11 to $12. */
export function statementsOf({ table, removed, set = {}, texts: plain = [], json = [], words }: Rule): string[] {
  const statements = removed === undefined ? [] : [`delete from ${table} where ${pagesOf(table)} and (${removed})`];
  const changed: [string, string][] = [
    ...Object.entries(set),
    ...plain.map((column): [string, string] => [column, said(column)]),
    ...json.map((column): [string, string] => [column, `erased_text(${column}::text, $5, $6)::jsonb`]),
  ];
  if (changed.length === 0) return statements;
  const values = [...changed, ...(words === undefined ? [] : [[words, `ts_delete(${words}, $10)`] as const])];
  const differs = changed.map(([column, value]) => `${column} is distinct from (${value})`).join(' or ');
  const sets = values.map(([column, value]) => `${column} = ${value}`).join(', ');
  return [...statements, `update ${table} set ${sets} where ${pagesOf(table)} and (${differs})`];
}
