import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { Deputy } from '../../domain/board.js';
import type { Rule } from '../../domain/ballot.js';
import type { KeptSeat } from './domain/composing.js';

export interface ConcernedService {
  id: string;
  code: string;
  name: string;
  leadId: string;
}

/** The version that holds. */
export interface BoardVersion {
  id: string;
  number: number;
  seats: readonly (KeptSeat & { institution: { id: string; code: string; name: string } })[];
  rule: Rule;
  quorumPercent: number;
  isFullVote: boolean;
  writtenAt: Date;
  /** Null: somebody of another institution, known by that alone. */
  writtenBy: string | null;
  institution: { id: string; code: string; name: string };
}

export interface Person {
  seatId: string;
  place: number;
  personId: string;
  name: string;
  startsAt: Date | null;
  endsAt: Date | null;
  isEntitled: boolean;
}

const selected = `
  select b.id, v.number, v.rule, v.quorum_percent as "quorumPercent", v.is_full_vote as "isFullVote",
         v.written_at as "writtenAt", w.display_name as "writtenBy",
         json_build_object('id', l.id, 'code', l.code, 'name', l.name) as institution,
         (select coalesce(json_agg(t.seat::jsonb
                                   || jsonb_build_object('institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name))
                                   order by (t.seat ->> 'n')::integer), '[]')
            from jsonb_array_elements(v.seats) t (seat)
            join institution i on i.id = (t.seat ->> 'institutionId')::uuid) as seats
    from change_board b
    join service s on s.id = b.service_id and s.lead_provider_id = b.institution_id
    join institution l on l.id = b.institution_id
    join change_board_version v on v.board_id = b.id
    left join person w on w.id = v.written_by`;

/** Boards as far as the wall shows them: a service's is the one that its lead provider keeps. */
@Injectable()
export class BoardsStore {
  /** The service, for those who see its board, or would if there were one. */
  async service(tx: Transaction, code: string): Promise<ConcernedService | undefined> {
    const [row] = await tx.query<ConcernedService>(
      `select s.id, s.code, s.name, s.lead_provider_id as "leadId"
         from service s
        where s.code = $1
          and app_scope() = 'staff'
          and (s.lead_provider_id = app_institution()
               or s.id in (select agreed_services())
               or exists (select 1 from change_board b where b.service_id = s.id and b.institution_id = s.lead_provider_id))`,
      [code],
    );
    return row;
  }

  /** One at a time changes a board or says who sits in it. */
  async hold(tx: Transaction, serviceId: string): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('change_board ' || $1, 0))`, [serviceId]);
  }

  async current(tx: Transaction, serviceId: string): Promise<BoardVersion | undefined> {
    const [row] = await tx.query<BoardVersion>(`${selected} where b.service_id = $1 and v.number = b.version`, [
      serviceId,
    ]);
    return row;
  }

  /** The newest first. */
  versions(tx: Transaction, serviceId: string, limit: number, before: number | undefined): Promise<BoardVersion[]> {
    return tx.query<BoardVersion>(
      `${selected}
        where b.service_id = $1
          and ($3::integer is null or v.number < $3)
        order by v.number desc
        limit $2`,
      [serviceId, limit, before ?? null],
    );
  }

  /** Everybody in a seat of the version that holds, by seat, the member first. */
  people(tx: Transaction, boardId: string): Promise<Person[]> {
    return tx.query<Person>(
      `select seat_id as "seatId", place, person_id as "personId", name, starts_at as "startsAt", ends_at as "endsAt",
              is_entitled as "isEntitled"
         from board_people($1)`,
      [boardId],
    );
  }

  /** How often it was said who sits in each seat. */
  async namings(tx: Transaction, boardId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.query<{ seatId: string; count: number }>(
      `select seat_id as "seatId", max(number) as count
         from change_seat_naming
        where board_id = $1
        group by seat_id`,
      [boardId],
    );
    return new Map(rows.map(({ seatId, count }) => [seatId, count]));
  }

  /** Institutions that use the service now, as far as the actor knows of their agreements, by code. */
  users(tx: Transaction, serviceId: string): Promise<{ id: string; code: string; name: string }[]> {
    return tx.query(
      `select distinct i.id, i.code, i.name
         from agreement a
         join institution l on l.id = a.lead_provider_id
         join institution i on i.id = a.institution_id
        where a.service_id = $1
          and (app_now() at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
        order by i.code`,
      [serviceId],
    );
  }

  /** The next version, and who has a seat in it. */
  async write(
    tx: Transaction,
    board: {
      id: string;
      serviceId: string;
      number: number;
      seats: readonly KeptSeat[];
      rule: Rule;
      quorumPercent: number;
      isFullVote: boolean;
      at: Date;
    },
  ): Promise<void> {
    const { id, serviceId, number, seats, rule, quorumPercent, isFullVote, at } = board;
    const institutions = [...new Set(seats.map(({ institutionId }) => institutionId))];
    if (number === 1)
      await tx.run(
        `insert into change_board (id, institution_id, service_id, version, seat_institution_ids)
         values ($1, app_institution(), $2, 1, $3)`,
        [id, serviceId, institutions],
      );
    else
      await tx.run('update change_board set version = $2, seat_institution_ids = $3 where id = $1', [
        id,
        number,
        institutions,
      ]);
    await tx.run(
      `insert into change_board_version (institution_id, board_id, number, seats, rule, quorum_percent, is_full_vote,
                                         written_by, written_at)
       values (app_institution(), $1, $2, $3, $4, $5, $6, app_person(), $7)`,
      [id, number, JSON.stringify(seats), JSON.stringify(rule), quorumPercent, isFullVote, at],
    );
  }

  async name(
    tx: Transaction,
    seat: { boardId: string; seatId: string; number: number },
    { member, deputies }: { member: string | null; deputies: readonly Deputy[] },
    at: Date,
  ): Promise<void> {
    const said = deputies.map(({ person, from, until }) => ({
      person,
      from: new Date(from).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
    }));
    await tx.run(
      `insert into change_seat_naming (institution_id, board_id, seat_id, number, member_id, deputies, named_by, named_at)
       values (app_institution(), $1, $2, $3, $4, $5, app_person(), $6)`,
      [seat.boardId, seat.seatId, seat.number, member, JSON.stringify(said), at],
    );
  }
}
