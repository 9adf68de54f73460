import { Injectable } from '@nestjs/common';
import type { Transaction, UnitOfWork } from '../../../database/index.js';
import type { Rule } from '../domain/ballot.js';
import { ballotOf, type RoundKind, type RoundSeat, type RoundState } from './domain/round.js';

export interface Round {
  id: string;
  institutionId: string;
  changeId: string;
  number: number;
  kind: RoundKind;
  serviceId: string;
  serviceCode: string;
  boardVersion: number;
  seats: RoundSeat[];
  rule: Rule;
  quorumPercent: number;
  /** SHA-256 of what is voted on. */
  digest: Buffer;
  openedAt: Date;
  deadline: Date;
  extendedDeadline: Date;
  extendedAt: Date | null;
  /** When those who have not voted are reminded; null: they were, or there is nobody to remind. */
  remindAt: Date | null;
  state: RoundState;
  closedAt: Date | null;
  voidedAt: Date | null;
  /** When it approved a change against which something stood: the change waits. */
  obstructedAt: Date | null;
}

export type NewRound = Omit<
  Round,
  'institutionId' | 'serviceCode' | 'extendedAt' | 'state' | 'closedAt' | 'voidedAt' | 'obstructedAt'
>;

export interface DueRound {
  roundId: string;
  changeId: string;
  institutionId: string;
}

const selected = `
  select r.id, r.institution_id as "institutionId", r.change_id as "changeId", r.number, r.kind, r.service_id as "serviceId",
         r.board_version as "boardVersion", r.seats, r.rule, r.quorum_percent as "quorumPercent", r.digest,
         r.opened_at as "openedAt", r.deadline, r.extended_deadline as "extendedDeadline", r.extended_at as "extendedAt",
         r.remind_at as "remindAt", r.state, r.closed_at as "closedAt", r.voided_at as "voidedAt",
         r.obstructed_at as "obstructedAt", s.code as "serviceCode"
    from change_round r
    left join service s on s.id = r.service_id`;

/** The ballot of a round that is kept. */
export const ballotIn = (round: Round) =>
  ballotOf({ ...round, deadline: round.deadline.getTime(), extendedDeadline: round.extendedDeadline.getTime() });

/** Rounds of votes as far as the wall shows them; by `change_round_change`, those due by `change_round_due_at`. */
@Injectable()
export class RoundsStore {
  /** Oldest first. */
  ofChange(tx: Transaction, changeId: string, after = 0, limit = 1000): Promise<Round[]> {
    return tx.query<Round>(
      `${selected}
        where r.change_id = $1 and r.number > $2
        order by r.number
        limit $3`,
      [changeId, after, limit],
    );
  }

  async open(tx: Transaction, changeId: string): Promise<Round | undefined> {
    const [row] = await tx.query<Round>(`${selected} where r.change_id = $1 and r.state = 'open'`, [changeId]);
    return row;
  }

  async last(tx: Transaction, changeId: string): Promise<Round | undefined> {
    const [row] = await tx.query<Round>(`${selected} where r.change_id = $1 order by r.number desc limit 1`, [
      changeId,
    ]);
    return row;
  }

  async byId(tx: Transaction, id: string): Promise<Round | undefined> {
    const [row] = await tx.query<Round>(`${selected} where r.id = $1`, [id]);
    return row;
  }

  async add(tx: Transaction, round: NewRound): Promise<void> {
    await tx.run(
      `insert into change_round (id, institution_id, change_id, number, kind, service_id, board_version, seats, rule,
                                 quorum_percent, digest, opened_by, opened_at, deadline, extended_deadline, remind_at,
                                 state)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, $9, $10, app_person(), $11, $12, $13, $14, 'open')`,
      [
        round.id,
        round.changeId,
        round.number,
        round.kind,
        round.serviceId,
        round.boardVersion,
        JSON.stringify(round.seats),
        JSON.stringify(round.rule),
        round.quorumPercent,
        round.digest,
        round.openedAt,
        round.deadline,
        round.extendedDeadline,
        round.remindAt,
      ],
    );
    await this.wake(tx, round, round.remindAt ?? round.deadline);
  }

  async end(tx: Transaction, { id }: Pick<Round, 'id'>, state: Exclude<RoundState, 'open'>, at: Date): Promise<void> {
    const voidedAt = state === 'voided' ? at : null;
    await tx.run(`update change_round set state = $2, closed_at = $3, voided_at = $4 where id = $1`, [
      id,
      state,
      at,
      voidedAt,
    ]);
    await this.still(tx, id);
  }

  async obstructed(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('update change_round set obstructed_at = $2 where id = $1', [id, at]);
  }

  /** Those who have not voted were told that it ends. */
  async reminded(tx: Transaction, round: Round): Promise<void> {
    await tx.run('update change_round set remind_at = null where id = $1', [round.id]);
    await this.wake(tx, round, round.extendedAt ? round.extendedDeadline : round.deadline);
  }

  /** It has ended, and what it decided holds no longer. */
  async overtaken(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('update change_round set voided_at = $2 where id = $1', [id, at]);
  }

  async extend(tx: Transaction, round: Round, at: Date): Promise<void> {
    await tx.run('update change_round set extended_at = $2, remind_at = null where id = $1', [round.id, at]);
    await this.wake(tx, round, round.extendedDeadline);
  }

  async moveDeadlines(
    tx: Transaction,
    round: Round,
    { deadline, extendedDeadline, remindAt }: Pick<Round, 'deadline' | 'extendedDeadline' | 'remindAt'>,
  ): Promise<void> {
    await tx.run('update change_round set deadline = $2, extended_deadline = $3, remind_at = $4 where id = $1', [
      round.id,
      deadline,
      extendedDeadline,
      remindAt,
    ]);
    await this.wake(tx, round, remindAt ?? (round.extendedAt ? extendedDeadline : deadline));
  }

  /** To be looked at when nobody votes before. */
  private async wake(tx: Transaction, { id, changeId }: Pick<Round, 'id' | 'changeId'>, at: Date): Promise<void> {
    await tx.run(
      `insert into change_round_due (round_id, institution_id, change_id, at) values ($1, app_institution(), $2, $3)
       on conflict (round_id) do update set at = excluded.at`,
      [id, changeId, at],
    );
  }

  /** Time does nothing with it any more, or not for now. */
  async still(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from change_round_due where round_id = $1', [id]);
  }

  /** Services in the order in which they are given. */
  servicesOf(tx: Transaction, serviceIds: readonly string[]): Promise<{ id: string; code: string; leadId: string }[]> {
    return tx.query(
      `select s.id, s.code, s.lead_provider_id as "leadId"
         from service s
        where s.id = any ($1::uuid[])
        order by array_position($1::uuid[], s.id)`,
      [serviceIds],
    );
  }

  /** Undefined where the wall does not show the change. */
  async referenceOf(tx: Transaction, changeId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ reference: string }>('select reference from change where id = $1', [changeId]);
    return row?.reference;
  }
}

/** Ids only, across institutions. */
export function dueRounds(work: Pick<UnitOfWork, 'outside'>, now: Date, left: readonly string[]): Promise<DueRound[]> {
  return work.outside<DueRound>(
    `select round_id as "roundId", change_id as "changeId", institution_id as "institutionId"
       from change_round_due
      where at <= $1 and round_id <> all ($2::uuid[])
      order by at
      limit 100`,
    [now, left],
  );
}
