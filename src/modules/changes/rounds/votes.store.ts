import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { newId } from '../../../kernel/index.js';
import type { Decision, Vote } from '../domain/ballot.js';
import type { Round } from './rounds.store.js';

export interface KeptVote {
  id: string;
  n: number;
  seatId: string;
  personId: string;
  decision: Decision;
  reason: string | null;
  castAt: Date;
}

/** Somebody who may vote in a round. */
export interface Voter {
  id: string;
  institutionId: string;
  personId: string;
  changeId: string;
  roundId: string;
  seatId: string;
  digest: Buffer;
  isVoid: boolean;
}

export const asVote = ({ n, seatId, personId, decision, castAt }: KeptVote): Vote => ({
  n,
  seatId,
  voterId: personId,
  decision,
  castAt: castAt.getTime(),
});

const voter = `
  select v.id, v.institution_id as "institutionId", v.person_id as "personId", v.change_id as "changeId",
         v.round_id as "roundId", v.seat_id as "seatId", v.digest, v.is_void as "isVoid"
    from change_voter v`;

/** Who votes, and every vote that was cast, as far as the wall shows them. */
@Injectable()
export class VotesStore {
  /** In the order in which the round received them. */
  of(tx: Transaction, roundId: string): Promise<KeptVote[]> {
    return tx.query<KeptVote>(
      `select v.id, v.n, v.seat_id as "seatId", v.person_id as "personId", v.decision, v.reason, v.cast_at as "castAt"
         from change_vote v
        where v.round_id = $1
        order by v.n`,
      [roundId],
    );
  }

  async cast(
    tx: Transaction,
    round: Round,
    vote: Omit<KeptVote, 'personId'> & { via: 'mail_link' | undefined },
  ): Promise<void> {
    await tx.run(
      `insert into change_vote (id, institution_id, owner_id, change_id, round_id, n, seat_id, person_id, decision, reason,
                                via, cast_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, app_person(), $7, $8, $9, $10)`,
      [
        vote.id,
        round.institutionId,
        round.changeId,
        round.id,
        vote.n,
        vote.seatId,
        vote.decision,
        vote.reason,
        vote.via ?? null,
        vote.castAt,
      ],
    );
  }

  /** One row for each person who may vote for a seat. */
  async seat(tx: Transaction, round: Pick<Round, 'id' | 'changeId' | 'digest' | 'seats' | 'openedAt'>): Promise<void> {
    for (const { id: seatId, institutionId, voters } of round.seats)
      for (const personId of voters)
        await tx.run(
          `insert into change_voter (id, institution_id, owner_id, change_id, round_id, seat_id, person_id, digest, is_void)
           values ($1, $2, app_institution(), $3, $4, $5, $6, $7, false)`,
          [newId(round.openedAt), institutionId, round.changeId, round.id, seatId, personId, round.digest],
        );
  }

  /** What they were asked is not asked any more. */
  async void(tx: Transaction, roundId: string): Promise<void> {
    await tx.run('update change_voter set is_void = true where round_id = $1', [roundId]);
  }

  /** As the staff of their institution may know them. */
  async voter(tx: Transaction, id: string): Promise<Voter | undefined> {
    const [row] = await tx.query<Voter>(`${voter} where v.id = $1 and v.institution_id = app_institution()`, [id]);
    return row;
  }

  /** Whether the actor votes, or voted, in any round of a change. */
  async hasSeat(tx: Transaction, changeId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from change_voter v
        where v.change_id = $1 and v.institution_id = app_institution() and v.person_id = app_person()
        limit 1`,
      [changeId],
    );
    return rows.length > 0;
  }

  /** The names by which the seats of a round know one another. */
  async names(tx: Transaction, roundId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ id: string; name: string }>(
      'select person_id as id, name from change_round_people($1)',
      [roundId],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async institutions(
    tx: Transaction,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { code: string; name: string }>> {
    const rows = await tx.query<{ id: string; code: string; name: string }>(
      'select id, code, name from institution where id = any ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, code, name }) => [id, { code, name }]));
  }
}
