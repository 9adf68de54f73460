import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';

interface Named {
  code: string;
  name: string;
}

export interface Major {
  id: string;
  institutionId: string;
  serviceId: string;
  title: string;
  state: 'open' | 'ended';
  declaredAt: Date;
  endedAt: Date | null;
  service: Named;
  /** Who declared it. */
  institution: Named;
  /** The parent; null for whoever does not see that ticket. */
  ticket: string | null;
}

export interface MajorUpdate {
  id: string;
  kind: 'declared' | 'update' | 'ended';
  body: string;
  forRequesters: boolean;
  postedAt: Date;
}

export interface MajorCounts {
  institutions: number;
  children: number;
  resolved: number;
  left: number;
}

const selected = `
  select m.id, m.institution_id as "institutionId", m.service_id as "serviceId", m.title, m.state,
         m.declared_at as "declaredAt", m.ended_at as "endedAt",
         json_build_object('code', s.code, 'name', s.name) as service,
         json_build_object('code', i.code, 'name', i.name) as institution,
         case when m.institution_id = app_institution()
              then (select t.reference from ticket t where t.id = m.ticket_id) end as ticket
    from major_incident m
    join service s on s.id = m.service_id
    join institution i on i.id = m.institution_id`;

export interface MajorQuery {
  service: string | undefined;
  open: boolean | undefined;
  limit: number;
  after: { at: string; id: string } | undefined;
}

/** Major incidents as they were announced to the acting institution. */
@Injectable()
export class MajorsStore {
  async byId(tx: Transaction, id: string): Promise<Major> {
    const found = await this.find(tx, id);
    if (!found) throw notFound();
    return found;
  }

  async find(tx: Transaction, id: string): Promise<Major | undefined> {
    const [row] = await tx.query<Major>(`${selected} where m.id = $1`, [id]);
    return row;
  }

  /** The newest first. */
  list(tx: Transaction, { service, open, limit, after }: MajorQuery): Promise<Major[]> {
    return tx.query<Major>(
      `${selected}
        where ($1::text is null or s.code = $1)
          and ($2::text is null or m.state = $2)
          and ($3::timestamptz is null or (m.declared_at, m.id) < ($3, $4::uuid))
        order by m.declared_at desc, m.id desc
        limit $5`,
      [
        service ?? null,
        open === undefined ? null : open ? 'open' : 'ended',
        after?.at ?? null,
        after?.id ?? null,
        limit,
      ],
    );
  }

  /** The one on which a ticket hangs. */
  async ofTicket(tx: Transaction, ticketId: string): Promise<Major | undefined> {
    const [row] = await tx.query<Major>(
      `${selected} where m.id = (select c.major_id from major_child c where c.ticket_id = $1)`,
      [ticketId],
    );
    return row;
  }

  /** Its texts, oldest first; the latest 200. */
  updates(tx: Transaction, majorId: string): Promise<MajorUpdate[]> {
    return tx.query<MajorUpdate>(
      `select * from (select id, kind, body, for_requesters as "forRequesters", posted_at as "postedAt"
                        from major_update
                       where major_id = $1
                       order by posted_at desc, id desc
                       limit 200) latest
        order by "postedAt", id`,
      [majorId],
    );
  }

  /** How many, for its own institution; undefined for everybody else. */
  async counts(tx: Transaction, majorId: string): Promise<MajorCounts | undefined> {
    const [row] = await tx.query<MajorCounts>(
      'select institutions, children, resolved, left_open as "left" from major_counts($1)',
      [majorId],
    );
    return row;
  }

  async holdsFunction(tx: Transaction, serviceId: string): Promise<boolean> {
    const rows = await tx.query<{ is: number }>(
      'select 1 as is from responsibility where service_id = $1 and institution_id = app_institution() limit 1',
      [serviceId],
    );
    return rows.length > 0;
  }

  async isDeclaredOn(tx: Transaction, ticketId: string): Promise<boolean> {
    const rows = await tx.query<{ is: number }>(
      `select 1 as is from major_incident
        where institution_id = app_institution() and ticket_id = $1 and state = 'open'`,
      [ticketId],
    );
    return rows.length > 0;
  }

  async add(
    tx: Transaction,
    major: Pick<Major, 'id' | 'serviceId' | 'title' | 'declaredAt'> & { ticketId: string | null },
  ): Promise<void> {
    await tx.run(
      `insert into major_incident (id, institution_id, service_id, ticket_id, title, state, declared_by, declared_at)
       values ($1, app_institution(), $2, $3, $4, 'open', app_person(), $5)`,
      [major.id, major.serviceId, major.ticketId, major.title, major.declaredAt],
    );
  }

  async announce(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('select major_announce($1, $2)', [id, at]);
  }

  async say(tx: Transaction, majorId: string, update: MajorUpdate): Promise<void> {
    await tx.run(
      `insert into major_update (id, major_id, kind, body, for_requesters, author_id, posted_at)
       values ($1, $2, $3, $4, $5, app_person(), $6)`,
      [update.id, majorId, update.kind, update.body, update.forRequesters, update.postedAt],
    );
  }

  async end(tx: Transaction, id: string, code: string, at: Date): Promise<void> {
    const touched = await tx.run(
      `update major_incident set state = 'ended', ended_at = $2, code = $3 where id = $1 and state = 'open'`,
      [id, at, code],
    );
    if (touched !== 1) throw new Error('a major incident that was held is gone');
  }

  /** Together with others who attach to it, or alone to end it: what is attached is ended with it, or refused. */
  async hold(tx: Transaction, id: string, how: 'together' | 'alone'): Promise<void> {
    const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    await tx.run(`select ${lock}(hashtextextended('major/' || $1, 0))`, [id]);
  }

  /** On which one a ticket of the own institution hangs. */
  async placeOf(tx: Transaction, ticketId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(
      'select major_id as id from major_child where institution_id = app_institution() and ticket_id = $1',
      [ticketId],
    );
    return row?.id;
  }

  async attach(tx: Transaction, majorId: string, ticketId: string, at: Date): Promise<void> {
    await tx.run(
      `insert into major_child (institution_id, ticket_id, major_id, attached_by, attached_at)
       values (app_institution(), $1, $2, app_person(), $3)`,
      [ticketId, majorId, at],
    );
  }

  async detach(tx: Transaction, ticketId: string): Promise<boolean> {
    return (await tx.run('delete from major_child where ticket_id = $1', [ticketId])) > 0;
  }
}
