import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';

/** A text of a change, as the institution that writes the letter may read it. */
export interface ChangeText {
  body: string;
  author: string | null;
  /** Null: of the operator, who is of none. */
  institution: string | null;
  /** For those who make the change, and for nobody else of their institution. */
  isInside: boolean;
}

/** What was written with an event: a reason, a message; undefined where it is not for the acting institution. */
export async function textOf(tx: Transaction, { streamId, data }: RecordedEvent): Promise<ChangeText | undefined> {
  const id = data.objectionId ?? data.noteId ?? data.opinionId ?? data.exemptionId;
  if (typeof id !== 'string') return undefined;
  const [row] = await tx.query<ChangeText>(
    `select said.body, p.display_name as author, i.name as institution, said."isInside"
       from (select n.body, n.author_id as "personId", n.author_institution_id as "institutionId",
                    n.audience = 'internal' as "isInside"
               from change_note n
              where n.change_id = $1 and n.id = $2
             union all
             select b.reason, b.person_id, b.institution_id, true
               from change_objection b
              where b.change_id = $1 and b.id = $2
             union all
             select o.reason, o.person_id, o.institution_id, true
               from change_opinion o
              where o.change_id = $1 and o.id = $2 and o.reason is not null
             union all
             -- of whoever declared the freeze: the operator is of none
             select e.withdraw_reason, e.withdrawn_by, e.institution_id, true
               from freeze_exemption e
               join change c on c.reference = e.change_reference
              where c.id = $1 and e.id = $2 and e.withdraw_reason is not null) said
       left join institution i on i.id = said."institutionId"
       left join person p on p.id = said."personId"`,
    [streamId, id],
  );
  return row;
}

/** The window of which people were told before an event of the record: null where there was none. */
export async function windowBefore(
  tx: Transaction,
  { streamId, number }: RecordedEvent,
): Promise<{ from: Date; to: Date } | undefined> {
  const [row] = await tx.query<{ from: string | null; to: string | null }>(
    `select e.data ->> 'from' as "from", e.data ->> 'to' as "to"
       from event e
      where e.stream_id = $1 and e.number < $2 and e.type in ('change.announced', 'change.moved_window')
      order by e.number desc
      limit 1`,
    [streamId, number],
  );
  return row?.from && row.to ? { from: new Date(row.from), to: new Date(row.to) } : undefined;
}

/** Whether a change was announced at the instant of an event. */
export async function wasJustAnnounced(tx: Transaction, { streamId, occurredAt }: RecordedEvent): Promise<boolean> {
  const [row] = await tx.query<{ is: boolean }>(
    `select exists (select 1 from event e
                     where e.stream_id = $1 and e.type = 'change.announced' and e.occurred_at = $2) as is`,
    [streamId, occurredAt],
  );
  return row?.is === true;
}

/** Who asked for a change, as its record says. */
export async function askerOf(tx: Transaction, changeId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ id: string | null }>(
    `select e.data ->> 'askerId' as id from event e where e.stream_id = $1 and e.type = 'change.asked_for' limit 1`,
    [changeId],
  );
  return row?.id ?? undefined;
}

/** The name of an institution. */
export async function institutionName(tx: Transaction, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ name: string }>('select name from institution where id = $1', [id]);
  return row?.name;
}

/** The services through which a change affected the acting institution until an instant; undefined: until none such. */
export async function leftThrough(tx: Transaction, changeId: string, at: Date): Promise<string[] | undefined> {
  const [row] = await tx.query<{ serviceIds: string[] }>(
    `select p.service_ids as "serviceIds"
       from change_party p
      where p.change_id = $1 and p.institution_id = app_institution() and p.kind = 'affected' and p.removed_at = $2`,
    [changeId, at],
  );
  return row?.serviceIds;
}

export async function servicesNamed(
  tx: Transaction,
  ids: readonly string[],
): Promise<{ code: string; name: string }[]> {
  return tx.query('select code, name from service where id = any ($1::uuid[]) order by code', [ids]);
}

/** What a release says that was published, with the first of its changes of which the acting institution may know. */
export async function releaseOf(tx: Transaction, releaseId: unknown): Promise<PublishedRelease | undefined> {
  if (typeof releaseId !== 'string') return undefined;
  const [row] = await tx.query<PublishedRelease>(
    `select r.label, n.notes_fr as "notesFr", n.notes_en as "notesEn", n.issues_fr as "issuesFr", n.issues_en as "issuesEn",
            (select c.id from release_change b join change c on c.id = b.change_id
              where b.release_id = r.id order by c.reference limit 1) as "firstId"
       from release r
       join release_notes n on n.release_id = r.id and n.number = 1
      where r.id = $1`,
    [releaseId],
  );
  return row;
}

export interface PublishedRelease {
  label: string;
  notesFr: string;
  notesEn: string;
  issuesFr: string | null;
  issuesEn: string | null;
  /** The change to whose thread it is told. */
  firstId: string | null;
}
