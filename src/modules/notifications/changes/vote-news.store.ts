import type { Transaction } from '../../../database/index.js';

/** Somebody of the acting institution who may vote in a round. */
export interface AskedVoter {
  id: string;
  personId: string;
  seatId: string;
}

/** Those whom the acting institution sends to a round, by `change_voter_round`. */
export function votersOf(tx: Transaction, roundId: string): Promise<AskedVoter[]> {
  return tx.query<AskedVoter>(
    `select v.id, v.person_id as "personId", v.seat_id as "seatId"
       from change_voter v
      where v.round_id = $1 and v.institution_id = app_institution()
      order by v.id`,
    [roundId],
  );
}

/** Who has voted for which seat of the acting institution, as the record says it; not what. */
export function votesOf(tx: Transaction, changeId: string, roundId: string): Promise<Omit<AskedVoter, 'id'>[]> {
  return tx.query<Omit<AskedVoter, 'id'>>(
    `select e.actor_id as "personId", (e.data ->> 'seatId')::uuid as "seatId"
       from event e
      where e.stream_id = $1 and e.type = 'change.voted' and e.data ->> 'roundId' = $2`,
    [changeId, roundId],
  );
}
