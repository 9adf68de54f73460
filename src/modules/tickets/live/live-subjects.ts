import { Injectable } from '@nestjs/common';

/**
 * A kind of thing that happens on a stream of its own and is told by `GET /live`, as SQL: a row `t` of it for each stream that
 * the reader may see, by the id of the stream. The wall of that table decides who is told.
 */
export interface LiveSubject {
  /** Of the message, as `ticket.changed`. */
  type: string;
  /** The table, which is called `t`. */
  table: string;
  /** Joined to it, for the version. */
  with?: string;
  /** A JSON object: by what a client knows it. */
  named: string;
  version: string;
}

/** Whoever's part has ended reads the ticket as it stood then. */
const ticket: LiveSubject = {
  type: 'ticket.changed',
  table: 'ticket',
  with: `left join lateral (select p.parting from ticket_party p
                             where p.ticket_id = t.id
                             order by p.until desc nulls first
                             limit 1) part on true`,
  named: `json_build_object('reference', t.reference)`,
  version: `coalesce((part.parting ->> 'version')::integer, t.version)`,
};

/** What `GET /live` tells of: tickets, and what other modules add when they start. */
@Injectable()
export class LiveSubjects {
  private readonly subjects = [ticket];

  /** Statements are written from it: no part of it may come from outside. */
  add(subject: LiveSubject): void {
    this.subjects.push(subject);
  }

  get all(): readonly LiveSubject[] {
    return this.subjects;
  }
}
