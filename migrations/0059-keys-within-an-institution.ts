import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that a request fills in, and what they name: a table, and in it the column beside the institution. */
const named: [table: string, column: string, to: string, key: string][] = [
  ['action', 'owner_id', 'membership', 'person_id'],
  ['action_plan', 'assignee_id', 'membership', 'person_id'],
  ['action_plan', 'team_id', 'team', 'id'],
  ['assignment', 'person_id', 'membership', 'person_id'],
  ['assignment', 'team_id', 'team', 'id'],
  ['recurring_ticket', 'assignee_id', 'membership', 'person_id'],
  ['recurring_ticket', 'model_id', 'request_model', 'id'],
  ['recurring_ticket', 'requester_id', 'membership', 'person_id'],
  ['recurring_ticket', 'team_id', 'team', 'id'],
  ['ticket', 'agreement_id', 'agreement', 'id'],
  ['ticket', 'opened_by', 'membership', 'person_id'],
  ['ticket', 'requester_id', 'membership', 'person_id'],
];

const pairs = ['agreement', 'request_model', 'team'];

const own = 'older programs name only what their own institution has: they read it first';
const within = ([table, column]: (typeof named)[number]) => `${table}_${column}_institution_id_fkey`;

/**
 * A foreign key sees through the wall: whoever may write a column could tell by its error whether a row of another
 * institution exists. These hold the institution of their own row, which the policies check, so that what another
 * institution has is refused as what nobody has. Of the two tables where that cannot be, one asks for the row under the
 * wall, and the other has no key: who puts down what a mail did acts for its sender, who does not see it.
 */
export class KeysWithinAnInstitution1795700000059 implements MigrationInterface {
  name = 'KeysWithinAnInstitution1795700000059';

  breaks = {
    ...Object.fromEntries(named.map((key) => [`constraint ${within(key)} of ${key[0]} is new`, own])),
    ...Object.fromEntries(
      named.map(([table, column]) => [
        `constraint ${table}_${column}_fkey of ${table} is gone`,
        'the new one says more',
      ]),
    ),
    'constraint mail_in_effect_mail_in_id_fkey of mail_in_effect is gone': 'its mail is looked for before it is added',
    ...Object.fromEntries(
      pairs.map((table) => [
        `constraint ${table}_id_institution_id_key of ${table} is new`,
        'ids are unique without it',
      ]),
    ),
    'policy of_what_one_reads of answer_unread is new': own,
  };

  async up(q: QueryRunner): Promise<void> {
    for (const table of pairs) await q.query(`alter table ${table} add unique (id, institution_id)`);
    for (const one of named) {
      const [table, column, to, key] = one;
      await q.query(
        `alter table ${table}
           drop constraint ${table}_${column}_fkey,
           add constraint ${within(one)}
             foreign key (${column}, institution_id) references ${to} (${key}, institution_id)`,
      );
    }
    await q.query(`
      alter table mail_in_effect drop constraint mail_in_effect_mail_in_id_fkey;
      create policy of_what_one_reads on answer_unread as restrictive for insert to guichet_api with check (
        exists (select from message m where m.id = message_id))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop policy of_what_one_reads on answer_unread;
      alter table mail_in_effect
        add constraint mail_in_effect_mail_in_id_fkey foreign key (mail_in_id) references mail_in (id)`);
    for (const one of named) {
      const [table, column, to] = one;
      await q.query(
        `alter table ${table}
           drop constraint ${within(one)},
           add constraint ${table}_${column}_fkey
             foreign key (${column}) references ${to === 'membership' ? 'person' : to} (id)`,
      );
    }
    for (const table of pairs) await q.query(`alter table ${table} drop constraint ${table}_id_institution_id_key`);
  }
}
