import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { LinkKind } from '../domain/links.js';

export interface Link {
  fromId: string;
  toId: string;
  kind: LinkKind;
}

/** A linked ticket as level 1 sees it. `isFrom`: the link leads from the ticket that was asked about to this one. */
export interface LinkedTicket {
  kind: LinkKind;
  isFrom: boolean;
  reference: string;
  title: string;
  state: string;
  createdAt: Date;
  /** Of a child: what became of it when its parent was resolved together with its children. */
  outcome: string | null;
  reason: string | null;
}

/** Which tickets of an institution have to do with one another. */
@Injectable()
export class LinksStore {
  /**
   * Nothing else is linked in the institution until the transaction ends: what two requests at once would make (a cycle,
   * a second parent) neither can see.
   */
  async hold(tx: Transaction, institutionId: string): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('links/' || $1, 0))`, [institutionId]);
  }

  async add(tx: Transaction, institutionId: string, link: Link, toReference: string, at: Date): Promise<void> {
    await tx.run(
      `insert into ticket_link (institution_id, from_id, to_id, kind, to_reference, created_by, created_at)
       values ($1, $2, $3, $4, $5, app_person(), $6)`,
      [institutionId, link.fromId, link.toId, link.kind, toReference, at],
    );
  }

  /** The link that people made between two tickets, whichever way it leads; there is one at most. */
  async between(tx: Transaction, institutionId: string, one: string, other: string): Promise<Link | undefined> {
    const [link] = await tx.query<Link>(
      `select from_id as "fromId", to_id as "toId", kind
         from ticket_link
        where institution_id = $1 and (from_id, to_id) in (($2, $3), ($3, $2))
          and kind in ('relates', 'parent', 'follow_up')`,
      [institutionId, one, other],
    );
    return link;
  }

  /** Takes a link away; what was split or merged stays so. */
  async remove(tx: Transaction, institutionId: string, { fromId, toId, kind }: Link): Promise<void> {
    await tx.run('delete from ticket_link where institution_id = $1 and from_id = $2 and to_id = $3 and kind = $4', [
      institutionId,
      fromId,
      toId,
      kind,
    ]);
  }

  /** Under which ticket a merged one goes on in the end; undefined when it was not merged. */
  async survivorOf(
    tx: Transaction,
    institutionId: string,
    ticketId: string,
  ): Promise<{ id: string; reference: string } | undefined> {
    const [row] = await tx.query<{ id: string; reference: string }>(
      `with recursive onward (id, reference, step) as (
         select l.to_id, l.to_reference, 1 from ticket_link l
          where l.institution_id = $1 and l.from_id = $2 and l.kind = 'merged'
         union
         select l.to_id, l.to_reference, o.step + 1 from onward o
           join ticket_link l on l.institution_id = $1 and l.from_id = o.id and l.kind = 'merged')
       select id, reference from onward order by step desc limit 1`,
      [institutionId, ticketId],
    );
    return row;
  }

  /** The tickets that go on under this one, directly or by others that do. */
  async mergedUnder(tx: Transaction, institutionId: string, ticketId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `with recursive under (id) as (
         select $2::uuid
         union
         select l.from_id from under u
           join ticket_link l on l.institution_id = $1 and l.to_id = u.id and l.kind = 'merged')
       select id from under where id <> $2 order by id`,
      [institutionId, ticketId],
    );
    return rows.map(({ id }) => id);
  }

  async parentOf(tx: Transaction, institutionId: string, ticketId: string): Promise<string | undefined> {
    const [link] = await tx.query<{ toId: string }>(
      `select to_id as "toId" from ticket_link where institution_id = $1 and from_id = $2 and kind = 'parent'`,
      [institutionId, ticketId],
    );
    return link?.toId;
  }

  /** Whether `ancestor` stands above `ticketId`, at any height, or is it. */
  async isAbove(tx: Transaction, institutionId: string, ancestor: string, ticketId: string): Promise<boolean> {
    const [row] = await tx.query<{ is: boolean }>(
      `with recursive above (id) as (
         select $3::uuid
         union
         select l.to_id from above a
           join ticket_link l on l.institution_id = $1 and l.from_id = a.id and l.kind = 'parent')
       select exists (select 1 from above where id = $2) as is`,
      [institutionId, ancestor, ticketId],
    );
    return row?.is === true;
  }

  /** The tickets that a kind of link leads from, to this one. */
  async leadingTo(tx: Transaction, institutionId: string, ticketId: string, kind: LinkKind): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'select from_id as id from ticket_link where institution_id = $1 and to_id = $2 and kind = $3 order by from_id',
      [institutionId, ticketId, kind],
    );
    return rows.map(({ id }) => id);
  }

  /** What each of these tickets is about; of those only that the actor sees. */
  async servicesOf(tx: Transaction, ticketIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ serviceId: string }>(
      'select service_id as "serviceId" from ticket where id = any ($1::uuid[])',
      [ticketIds],
    );
    return rows.map(({ serviceId }) => serviceId);
  }

  /** All that has to do with a ticket, as far as the actor sees both, the newest last. */
  async ofTicket(tx: Transaction, institutionId: string, ticketId: string): Promise<LinkedTicket[]> {
    return tx.query<LinkedTicket>(
      `select l.kind, l.from_id = $2 as "isFrom", t.reference, t.title, t.state, l.created_at as "createdAt",
              c.state as outcome, c.reason
         from ticket_link l
         join ticket t on t.id = case when l.from_id = $2 then l.to_id else l.from_id end
         left join lateral (select c.state, c.reason from consequence c
                             where l.kind = 'parent' and l.to_id = $2 and c.institution_id = $1 and c.source_id = $2
                               and c.ticket_id = l.from_id and c.kind = 'resolve'
                             order by c.since desc limit 1) c on true
        where l.institution_id = $1 and (l.from_id = $2 or l.to_id = $2)
        order by l.created_at, t.reference`,
      [institutionId, ticketId],
    );
  }
}
