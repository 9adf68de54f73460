import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';
import type { OpenWork } from '../../notifications/index.js';

/** How far the erasure of a person has come. */
export interface Erasure {
  personId: string;
  state: 'running' | 'done';
  askedAt: Date;
  doneAt: Date | null;
}

export async function erasureOf(tx: Transaction, personId: string): Promise<Erasure | undefined> {
  const [row] = await tx.query<Erasure>(
    `select e.person_id as "personId", e.state, e.asked_at as "askedAt", e.done_at as "doneAt"
       from erasure e
      where e.person_id = $1`,
    [personId],
  );
  return row;
}

/** What of an account decides whether it may be erased. Undefined for nobody of the acting institution. */
export async function accountOf(
  tx: Transaction,
  personId: string,
): Promise<{ email: string; leftAt: Date | null } | undefined> {
  const [row] = await tx.query<{ email: string; leftAt: Date | null }>(
    `select p.email, p.left_at as "leftAt"
       from membership m
       join person p on p.id = m.person_id
      where m.institution_id = app_institution()
        and m.person_id = $1`,
    [personId],
  );
  return row;
}

/** What they asked for and is not over: for its texts to go, it has to be. */
export function askedWork(tx: Transaction, personId: string): Promise<OpenWork[]> {
  return tx.query<OpenWork>(
    `select 'ticket' as kind, t.reference as ref
       from ticket_party p
       join ticket t on t.id = p.ticket_id
      where p.institution_id = app_institution()
        and p.side = 'user'
        and p.requester_id = $1
        and p.state in ('new', 'in_progress', 'waiting')
      union all
     select 'recurring_ticket', r.id::text
       from recurring_ticket r
      where r.institution_id = app_institution()
        and r.requester_id = $1
        and r.state <> 'ended'
      order by 1, 2`,
    [personId],
  );
}

/** The account, at once; the rest is put down to be done. False when it was asked for before. */
export async function beginErasure(tx: Transaction, personId: string, at: Date): Promise<boolean> {
  const [row] = await tx.query<{ is: boolean }>('select erasure_begin($1, $2) as is', [personId, at]);
  return row?.is === true;
}

/** The erasure that has been due longest, by moving its instant to the end of a lease. */
export async function claimErasure(work: WorkerUnitOfWork, now: Date, leaseUntil: Date): Promise<string | undefined> {
  const [row] = await work.outside<{ personId: string }>(
    `update erasure
        set due_at = $2
      where person_id = (select person_id from erasure
                          where due_at <= $1
                          order by due_at, person_id
                          limit 1
                            for update skip locked)
      returning person_id as "personId"`,
    [now, leaseUntil],
  );
  return row?.personId;
}

/** False when it is over. */
export async function keepErasure(work: WorkerUnitOfWork, personId: string, until: Date): Promise<boolean> {
  const rows = await work.outside(
    'update erasure set due_at = $2 where person_id = $1 and due_at is not null returning person_id',
    [personId, until],
  );
  return rows.length > 0;
}

/** The next pages, in a transaction of their own. */
export async function step(
  work: WorkerUnitOfWork,
  personId: string,
  pages: number,
  at: Date,
): Promise<'more' | 'files' | 'done'> {
  const [row] = await work.outside<{ left: 'more' | 'files' | 'done' }>('select erasure_step($1, $2, $3) as left', [
    personId,
    pages,
    at,
  ]);
  return row?.left ?? 'done';
}

export async function filesOf(work: WorkerUnitOfWork, personId: string, most: number): Promise<string[]> {
  const rows = await work.outside<{ storageKey: string }>(
    'select storage_key as "storageKey" from erasure_file where person_id = $1 order by storage_key limit $2',
    [personId, most],
  );
  return rows.map(({ storageKey }) => storageKey);
}

export async function forgetFile(work: WorkerUnitOfWork, storageKey: string): Promise<void> {
  await work.outside('delete from erasure_file where storage_key = $1', [storageKey]);
}

/** An erasure as the operator sees it: counted over all institutions. */
export interface CountedErasure {
  personId: string;
  institutionId: string;
  askedAt: Date;
  state: 'running' | 'done';
  rowsChanged: number;
  /** Somebody else here has the same name: in texts of others only the address was looked for. */
  isNameShared: boolean;
}

/** Everybody who was erased or is being, of all institutions: ids, instants and counts. */
export function allErasures(work: WorkerUnitOfWork): Promise<CountedErasure[]> {
  return work.outside(
    `select person_id as "personId", institution_id as "institutionId", asked_at as "askedAt", state,
            rows_changed::float8 as "rowsChanged", is_name_shared as "isNameShared"
       from erasure
      order by asked_at, person_id`,
  );
}
