import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { isUuid, SYSTEM_PERSON } from '../kernel/index.js';
import type { Actor, ServiceScope } from './actor.js';
import { connectionsOf, type Connections } from './connections.js';

/**
 * One transaction, bound to one actor. Every store takes it as its first argument: what is not given a transaction
 * cannot touch the database, and what reads or writes stands behind the wall of the actor's institution.
 *
 * The settings that row-level security reads are sent together with `begin`, in one message, and end with the
 * transaction. Nothing leaves inside a transaction: what must follow a commit is handed to `afterCommit`, and what must
 * follow even if the process dies is an event.
 */
export interface Transaction {
  readonly actor: Actor;
  /**
   * All rows of one statement. Statements are prepared under a name made from their text and kept by the connection,
   * unless `prepared` is false: for texts of which there are too many.
   */
  query<T extends object>(text: string, values?: readonly unknown[], options?: { prepared?: boolean }): Promise<T[]>;
  /** How many rows a statement touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  afterCommit(effect: () => void): void;
  /**
   * Goes on as the system of `institutionId` (its level 1) until `work` ends: for what follows from a move but belongs to
   * the ticket's owner, such as its timers. The wall stands; only the side changes. `as: 'oneself'`: under one's own name,
   * in one's own institution only, for somebody whom the owner has asked to decide. `as: 'provider'`: as the system of its
   * provider side, for what follows from an act of somebody whom one of its changes concerns.
   */
  asOwner<T>(institutionId: string, work: () => Promise<T>, as?: 'system' | 'oneself' | 'provider'): Promise<T>;
}

/** A transaction that acts for nobody: it sees what the database role may see without a tenant. */
export type Crossing = Pick<Transaction, 'query' | 'run' | 'afterCommit'>;

interface Joined {
  tx: Transaction;
  isOver: boolean;
}

export class UnitOfWork {
  private readonly joined = new AsyncLocalStorage<Joined>();

  /** `now`: the program's present, which policies that go by the day read as `app.now`. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => Date,
  ) {}

  /**
   * Runs `work` in one transaction of `actor`; commits when it returns, rolls back when it throws. Inside `together` it
   * joins the transaction there, which decides both at its end.
   */
  run<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const open = this.joined.getStore();
    // what was begun inside and goes on after the end is on its own
    if (open && !open.isOver && open.tx.actor === actor) return work(open.tx);
    const present = `set local app.now = '${this.now().toISOString()}'`;
    return this.transact(`begin; ${settings(actor)}; ${present}`, (client, effects) =>
      work(transaction(client, actor, effects)),
    );
  }

  /**
   * Everything that `work` does in the name of this actor is one transaction, in however many calls of `run` it is done:
   * for what must be committed with an effect that somebody else makes. A refusal anywhere in it undoes all of it.
   */
  together<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.run(actor, async (tx) => {
      const joined: Joined = { tx, isOver: false };
      try {
        return await this.joined.run(joined, () => work(tx));
      } finally {
        joined.isOver = true;
      }
    });
  }

  /**
   * Runs `work` for nobody: signing in, and the rows of ids and instants that the worker reads across the wall. Whatever
   * has a tenant is invisible in it.
   */
  cross<T>(work: (tx: Crossing) => Promise<T>): Promise<T> {
    return this.transact('begin', (client, effects) => work(crossing(client, effects)));
  }

  /** One statement for nobody, without a transaction of its own. */
  async outside<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      try {
        return await crossing(client, []).query<T>(text, values);
      } catch (error) {
        // one that was cut learns of its end after the error that tells of it: whoever takes it meanwhile would fail too
        await client.query('').catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /** Of its pool. */
  get connections(): Connections {
    return connectionsOf((this.dataSource.driver as unknown as { master: Pool }).master);
  }

  private async transact<T>(
    begin: string,
    work: (client: PoolClient, effects: (() => void)[]) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const effects: (() => void)[] = [];
    let result: T;
    try {
      const client = (await runner.connect()) as PoolClient;
      try {
        await client.query(begin);
        result = await work(client, effects);
        await client.query('commit');
      } catch (error) {
        // on a dead connection this fails too; the pool drops such a connection by itself
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
    for (const effect of effects) effect();
    return result;
  }
}

function crossing(client: PoolClient, effects: (() => void)[]): Crossing {
  const send = (text: string, values: readonly unknown[], prepared = true) =>
    client.query({ ...(prepared ? { name: nameOf(text) } : {}), text, values: [...values] });
  return {
    query: async <R extends object>(text: string, values: readonly unknown[] = [], { prepared = true } = {}) =>
      (await send(text, values, prepared)).rows as R[],
    run: async (text, values = []) => (await send(text, values)).rowCount ?? 0,
    afterCommit: (effect) => effects.push(effect),
  };
}

function transaction(client: PoolClient, actor: Actor, effects: (() => void)[]): Transaction {
  let acting: Acting = actor;
  return {
    ...crossing(client, effects),
    actor,
    asOwner: async (institutionId, work, as = 'system') => {
      if (as === 'oneself' && institutionId !== actor.institution.id)
        throw new Error('nobody decides for another institution under their own name');
      const before = acting;
      const owner = systemOf(institutionId);
      if (as === 'oneself') acting = { ...owner, personId: actor.personId };
      else acting = as === 'provider' ? { ...owner, userServices: 'none', providerServices: 'all' } : owner;
      await client.query(settings(acting));
      try {
        return await work();
      } finally {
        acting = before;
        // on a transaction that has failed this fails too, and there is nothing left to protect
        await client.query(settings(before)).catch(() => undefined);
      }
    },
  };
}

/** The system, acting for one institution on both of its sides: what the worker is in every effect. */
export function systemActor(institutionId: string): Actor {
  return {
    personId: SYSTEM_PERSON,
    name: 'Guichet',
    institution: { id: institutionId, code: '', name: '' },
    scope: 'staff',
    userServices: 'all',
    providerServices: 'all',
    roles: new Map(),
  };
}

type Acting = Pick<Actor, 'personId' | 'scope' | 'userServices' | 'providerServices'> & { institution: { id: string } };

function systemOf(institutionId: string): Acting {
  return {
    personId: SYSTEM_PERSON,
    institution: { id: institutionId },
    scope: 'staff',
    userServices: 'all',
    providerServices: 'none',
  };
}

/** `set local` takes no parameters: every part is checked to be a UUID or one of a few words before it is written down. */
function settings(actor: Acting): string {
  if (!isUuid(actor.personId) || !isUuid(actor.institution.id))
    throw new Error('an actor needs a person and an institution');
  return [
    `set local app.institution = '${actor.institution.id}'`,
    `set local app.person = '${actor.personId}'`,
    `set local app.scope = '${actor.scope}'`,
    `set local app.user_services = '${services(actor.userServices)}'`,
    `set local app.provider_services = '${services(actor.providerServices)}'`,
  ].join('; ');
}

function services(scope: ServiceScope): string {
  if (scope === 'all') return '*';
  if (scope === 'none') return '';
  if (!scope.every(isUuid)) throw new Error('services are named by their ids');
  return scope.join(',');
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}
