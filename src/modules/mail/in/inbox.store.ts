import { systemActor, type Transaction, type WorkerUnitOfWork } from '../../../database/index.js';
import { NO_INSTITUTION } from '../../identity/index.js';
import type { Outcome } from './domain/judge.js';

/** A mail that came in, as far as it was decided on. */
export interface Held {
  id: string;
  state: 'received' | 'done' | 'quarantined' | 'released' | 'discarded';
  outcome: Outcome | null;
  reason: string | null;
  institutionId: string | null;
  ticketId: string | null;
  mailbox: string;
  receivedAt: Date;
  attempts: number;
}

/** What is written down once it is known what becomes of a mail. */
export interface Finding {
  outcome: Outcome;
  reason: string;
  institutionId: string | null;
  side: 'user' | 'provider';
  serviceId: string | null;
  ticketId: string | null;
  senderDigest: Buffer | null;
  sender: string | null;
  subject: string;
  text: string;
  files: { name: string; size: number }[];
}

/** Nobody's: before a mail was judged, only who acts for the institution that does not exist reads it. */
const nobody = systemActor(NO_INSTITUTION.id);

const columns = `
  m.id, m.state, m.outcome, m.reason, m.institution_id as "institutionId", m.ticket_id as "ticketId", m.mailbox,
  m.received_at as "receivedAt", m.attempts`;

/** Keeps a mail before anything is done with it. The same bytes in the same mailbox are one mail. */
export async function keep(
  work: WorkerUnitOfWork,
  mail: { id: string; mailbox: string; digest: Buffer; raw: Buffer; receivedAt: Date; dueAt: Date },
): Promise<Held> {
  return work.run(nobody, async (tx) => {
    const added = await tx.run(
      `insert into mail_in (id, mailbox, digest, size, received_at, state, due_at)
       values ($1, $2, $3, $4, $5, 'received', $6)
       on conflict (mailbox, digest) do nothing`,
      [mail.id, mail.mailbox, mail.digest, mail.raw.length, mail.receivedAt, mail.dueAt],
    );
    if (added === 1) await tx.run('insert into mail_in_content (mail_in_id, raw) values ($1, $2)', [mail.id, mail.raw]);
    const [held] = await tx.query<Held>(`select ${columns} from mail_in m where m.mailbox = $1 and m.digest = $2`, [
      mail.mailbox,
      mail.digest,
    ]);
    if (!held) throw new Error('a mail that was just kept is gone');
    return held;
  });
}

export async function heldById(work: WorkerUnitOfWork, id: string): Promise<Held | undefined> {
  const [held] = await work.outside<Held>(`select ${columns} from mail_in m where m.id = $1`, [id]);
  return held;
}

/** What it did already, if whoever did it died before saying so. */
export async function effectOf(
  work: WorkerUnitOfWork,
  id: string,
): Promise<{ outcome: Outcome; reason: string; institutionId: string; ticketId: string | null } | undefined> {
  const [effect] = await work.outside<{
    outcome: Outcome;
    reason: string;
    institutionId: string;
    ticketId: string | null;
  }>(
    `select e.outcome, e.reason, e.institution_id as "institutionId", e.ticket_id as "ticketId"
       from mail_in_effect e
      where e.mail_in_id = $1`,
    [id],
  );
  return effect;
}

/** In the transaction of what a mail does: false when it was done before. */
export async function markEffect(
  tx: Transaction,
  id: string,
  effect: { institutionId: string; outcome: string; reason: string; ticketId: string },
): Promise<boolean> {
  const added = await tx.run(
    `insert into mail_in_effect (mail_in_id, institution_id, outcome, reason, ticket_id)
     values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [id, effect.institutionId, effect.outcome, effect.reason, effect.ticketId],
  );
  return added === 1;
}

/** Ends what was begun with `keep`; a second end changes nothing. */
export async function finish(work: WorkerUnitOfWork, id: string, finding: Finding): Promise<void> {
  const isQuarantined = finding.outcome === 'quarantined';
  await work.run(nobody, async (tx) => {
    const ended = await tx.run(
      `update mail_in
          set state = $2, outcome = $3, reason = $4, institution_id = $5, side = $6, service_id = $7, ticket_id = $8,
              sender_digest = $9
        where id = $1 and state = 'received'`,
      [
        id,
        isQuarantined ? 'quarantined' : 'done',
        finding.outcome,
        finding.reason,
        finding.institutionId,
        finding.side,
        finding.serviceId,
        finding.ticketId,
        finding.senderDigest,
      ],
    );
    if (ended === 0) return;
    // given away, not changed: what is not one's own any more cannot be the outcome of an update
    await tx.run(
      `with taken as (
         delete from mail_in_content where mail_in_id = $1 returning raw
       )
       insert into mail_in_content (mail_in_id, institution_id, raw, sender, subject, text_body, files)
       select $1, $2, raw, $3, $4, $5, $6 from taken`,
      [id, finding.institutionId, finding.sender, finding.subject, finding.text, JSON.stringify(finding.files)],
    );
  });
}

/** How many mails of a sender did something since an instant. */
export async function countSince(work: WorkerUnitOfWork, senderDigest: Buffer, since: Date): Promise<number> {
  const [row] = await work.outside<{ count: number }>(
    `select count(*)::integer as count
       from mail_in
      where sender_digest = $1 and received_at > $2 and outcome <> 'ignored'`,
    [senderDigest, since],
  );
  return row?.count ?? 0;
}

/** Takes the mail that has waited longest to be taken up again. */
export async function takeUp(work: WorkerUnitOfWork, now: Date, again: Date): Promise<Held | undefined> {
  const [held] = await work.outside<Held>(
    `update mail_in m
        set due_at = $2
      where m.id = (select id from mail_in
                     where state = 'received' and due_at <= $1
                     order by due_at
                     limit 1
                       for update skip locked)
      returning ${columns}`,
    [now, again],
  );
  return held;
}

/** Its turn has come: counts the attempt, whoever makes it, and nobody else takes it up meanwhile. */
export async function begin(work: WorkerUnitOfWork, id: string, dueAt: Date): Promise<void> {
  const text = `update mail_in set due_at = $2, attempts = attempts + 1 where id = $1 and state = 'received'`;
  await work.outside(text, [id, dueAt]);
}

/** As it came; nobody's before it was judged, then theirs whom it concerns. Undefined once it was forgotten. */
export async function rawOf(
  work: WorkerUnitOfWork,
  { id, institutionId }: Pick<Held, 'id' | 'institutionId'>,
): Promise<Buffer | undefined> {
  return work.run(institutionId === null ? nobody : systemActor(institutionId), async (tx) => {
    const [content] = await tx.query<{ raw: Buffer }>('select raw from mail_in_content where mail_in_id = $1', [id]);
    return content?.raw;
  });
}

/**
 * What mails said is forgotten if they were dealt with before an instant: on arrival, or when somebody decided. That they
 * came stays, so that none comes twice. Returns how many there were, `most` or fewer. Index: mail_in_kept.
 */
export async function clearContent(work: WorkerUnitOfWork, before: Date, now: Date, most: number): Promise<number> {
  const old = await work.outside<{ id: string; institutionId: string | null }>(
    `select id, institution_id as "institutionId"
       from mail_in
      where cleared_at is null and received_at < $1 and coalesce(decided_at, received_at) < $1
        and state not in ('received', 'quarantined')
      order by received_at
      limit $2`,
    [before, most],
  );
  for (const { id, institutionId } of old) {
    await work.run(institutionId === null ? nobody : systemActor(institutionId), async (tx) => {
      await tx.run('delete from mail_in_content where mail_in_id = $1', [id]);
      await tx.run('update mail_in set cleared_at = $2 where id = $1', [id, now]);
    });
  }
  return old.length;
}
