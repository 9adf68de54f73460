import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';

/** A ticket that hangs on a problem, for whoever sees both. */
export interface LinkedTicket {
  reference: string;
  title: string;
  state: string;
  institution: { code: string; name: string };
  linkedAt: Date;
  id: string;
}

/** What came of telling that a problem is fixed. */
export interface Shipping {
  told: number;
  resumed: number;
  noted: number;
  pending: number;
  remaining: Record<string, number>;
}

/** Which tickets are which problem, and who asked to be told. */
@Injectable()
export class ProblemLinksStore {
  async isLinked(tx: Transaction, problemId: string, ticketId: string): Promise<boolean> {
    const rows = await tx.query<{ is: number }>(
      'select 1 as is from problem_ticket where problem_id = $1 and ticket_id = $2 and unlinked_at is null limit 1',
      [problemId, ticketId],
    );
    return rows.length > 0;
  }

  /** False when it hangs there already, whoever put it there. */
  async link(
    tx: Transaction,
    problemId: string,
    ticket: { id: string; institutionId: string },
    { id, side, at }: { id: string; side: Side; at: Date },
  ): Promise<boolean> {
    const touched = await tx.run(
      `insert into problem_ticket (id, institution_id, ticket_id, problem_id, owner_id, side, is_public, public_since,
                                   linked_by, linked_at)
       select $1, $2, $3, p.id, p.institution_id, $5, p.published_at is not null, p.published_at, app_person(), $6
         from problem p
        where p.id = $4
       on conflict (institution_id, ticket_id, problem_id) where unlinked_at is null do nothing`,
      [id, ticket.institutionId, ticket.id, problemId, side, at],
    );
    return touched > 0;
  }

  async unlink(tx: Transaction, problemId: string, ticketId: string, at: Date): Promise<boolean> {
    const touched = await tx.run(
      `update problem_ticket set unlinked_at = greatest($3, linked_at)
        where problem_id = $1 and ticket_id = $2 and unlinked_at is null`,
      [problemId, ticketId, at],
    );
    return touched > 0;
  }

  /** Those that the actor sees, the newest first. */
  tickets(
    tx: Transaction,
    problemId: string,
    limit: number,
    after: { at: string; id: string } | undefined,
  ): Promise<LinkedTicket[]> {
    return tx.query<LinkedTicket>(
      `select l.id, t.reference, t.title, t.state, json_build_object('code', i.code, 'name', i.name) as institution,
              l.linked_at as "linkedAt"
         from problem_ticket l
         join ticket t on t.id = l.ticket_id
         join institution i on i.id = t.institution_id
        where l.problem_id = $1
          and l.unlinked_at is null
          and ($3::timestamptz is null or (l.linked_at, l.id) < ($3, $4::uuid))
        order by l.linked_at desc, l.id desc
        limit $2`,
      [problemId, limit, after?.at ?? null, after?.id ?? null],
    );
  }

  /** The tickets of an institution that hang on a problem of which it may know. */
  async ofInstitution(tx: Transaction, institutionId: string, problemId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select ticket_id as id
         from problem_ticket
        where problem_id = $2 and institution_id = $1 and is_public and unlinked_at is null
        order by ticket_id`,
      [institutionId, problemId],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether a ticket also hangs on another problem, that is known and not fixed. */
  async waitsForAnother(tx: Transaction, ticketId: string, problemId: string): Promise<boolean> {
    const rows = await tx.query<{ is: number }>(
      `select 1 as is
         from problem_ticket l
         join problem p on p.id = l.problem_id
        where l.ticket_id = $1 and l.problem_id <> $2 and l.unlinked_at is null
          and p.state in ('known_error', 'fixing')
        limit 1`,
      [ticketId, problemId],
    );
    return rows.length > 0;
  }

  async follow(tx: Transaction, problemId: string, at: Date): Promise<void> {
    await tx.run(
      `insert into problem_follower (institution_id, problem_id, person_id, since)
       values (app_institution(), $1, app_person(), $2)
       on conflict do nothing`,
      [problemId, at],
    );
  }

  async unfollow(tx: Transaction, problemId: string): Promise<void> {
    await tx.run(
      `delete from problem_follower
        where institution_id = app_institution() and problem_id = $1 and person_id = app_person()`,
      [problemId],
    );
  }

  /** What came of the last shipping; undefined for all but its own institution, and before there was one. */
  async shipping(tx: Transaction, problemId: string): Promise<Shipping | undefined> {
    const [row] = await tx.query<Shipping>('select told, resumed, noted, pending, remaining from problem_outcome($1)', [
      problemId,
    ]);
    return row;
  }
}

/**
 * Notes that somebody is told of something that happened to a problem. False when they were already: by another ticket, or
 * as one who follows it. Two who try at once wait for each other.
 */
export async function toldFirst(
  tx: Transaction,
  told: { institutionId: string; eventId: string; personId: string; problemId: string; at: Date },
): Promise<boolean> {
  const touched = await tx.run(
    `insert into problem_telling (institution_id, event_id, person_id, problem_id, told_at)
     values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [told.institutionId, told.eventId, told.personId, told.problemId, told.at],
  );
  return touched > 0;
}
