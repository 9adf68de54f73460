import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type ServiceScope, type Transaction } from '../../../database/index.js';
import { Clock, invalid, newId, notFound } from '../../../kernel/index.js';
import { colleague, rolesOf } from '../../identity/index.js';

export interface Presence {
  state: 'present' | 'away';
  until: Date | null;
}

export interface Absence {
  id: string;
  from: Date;
  until: Date;
  deputy: { id: string; name: string } | null;
}

/** At most so many absences lie ahead of anybody. */
const MOST = 50;

/** Whether somebody is there, and who acts for them when they are not. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  say(actor: Actor, { state, until }: { state: Presence['state']; until?: Date | undefined }): Promise<Presence> {
    if (until && until <= this.clock.now()) throw invalid('until', 'not_ahead', 'This lies in the past.');
    return this.work.run(actor, async (tx) => {
      await tx.run(
        `insert into presence (institution_id, person_id, state, until) values (app_institution(), app_person(), $1, $2)
         on conflict (institution_id, person_id) do update set state = excluded.state, until = excluded.until`,
        [state, until ?? null],
      );
      return { state, until: until ?? null };
    });
  }

  /** What was said; nobody who never said is away, nor whoever's time has passed. */
  read(actor: Actor): Promise<Presence> {
    return this.work.run(actor, async (tx) => {
      const [said] = await tx.query<Presence>(
        `select state, until from presence
          where institution_id = app_institution() and person_id = app_person() and (until is null or until > $1)`,
        [this.clock.now()],
      );
      return said ?? { state: 'present', until: null };
    });
  }

  /** Present and future absences. */
  absences(actor: Actor): Promise<Absence[]> {
    return this.work.run(actor, (tx) => this.own(tx));
  }

  /**
   * Says that one will not be there. A deputy is of the same institution, may do what one may, and is there: nobody is
   * the deputy of a deputy.
   */
  add(
    actor: Actor,
    { from, until, deputy }: { from: Date; until: Date; deputy?: string | undefined },
  ): Promise<Absence> {
    if (until <= from) throw invalid('until', 'ends_before_it_begins', 'An absence ends after it begins.');
    if (until <= this.clock.now()) throw invalid('until', 'not_ahead', 'This lies in the past.');
    if (deputy?.toLowerCase() === actor.personId) throw invalid('deputy', 'oneself', 'Nobody is their own deputy.');
    return this.work.run(actor, async (tx) => {
      // two absences that are said at once, of one person or of one another's deputies, are looked at one after the other
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('absence/' || app_institution()::text, 0))`);
      const other = deputy === undefined ? undefined : await colleague(tx, deputy);
      if (deputy !== undefined && !other)
        throw invalid('deputy', 'unknown_person', 'No such person in your institution.');
      if (other && !mayStandIn(actor.roles, await rolesOf(tx, other.id)))
        throw invalid('deputy', 'lacks_role', 'A deputy needs the roles that you have on tickets.');
      const [clash] = await tx.query<{ isOwn: boolean; isDeputys: boolean; isForOther: boolean }>(
        `select coalesce(bool_or(person_id = app_person()), false) as "isOwn",
                coalesce(bool_or(person_id = $3), false) as "isDeputys",
                coalesce(bool_or(deputy_id = app_person()), false) as "isForOther"
           from absence
          where institution_id = app_institution() and starts_at < $2 and ends_at > $1`,
        [from, until, other?.id ?? null],
      );
      if (clash?.isOwn) throw invalid('from', 'overlaps', 'You have said already that you are away then.');
      if (other && clash?.isDeputys) throw invalid('deputy', 'deputy_away', 'They are away themselves then.');
      if (other && clash?.isForOther)
        throw invalid('deputy', 'deputy_of_a_deputy', 'You are the deputy of somebody then: a deputy has none.');
      if ((await this.own(tx)).length >= MOST) throw invalid('from', 'too_many', 'Too many absences lie ahead.');
      const id = newId(this.clock.now());
      await tx.run(
        `insert into absence (id, institution_id, person_id, starts_at, ends_at, deputy_id)
         values ($1, app_institution(), app_person(), $2, $3, $4)`,
        [id, from, until, other?.id ?? null],
      );
      return { id, from, until, deputy: other ? { id: other.id, name: other.name } : null };
    });
  }

  remove(actor: Actor, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const removed = await tx.run(
        'delete from absence where institution_id = app_institution() and person_id = app_person() and id = $1',
        [id],
      );
      if (removed === 0) throw notFound();
    });
  }

  private own(tx: Transaction): Promise<Absence[]> {
    return tx.query<Absence>(
      `select a.id, a.starts_at as "from", a.ends_at as until,
              case when a.deputy_id is not null then json_build_object('id', a.deputy_id, 'name', p.display_name) end as deputy
         from absence a
         left join person p on p.id = a.deputy_id
        where a.institution_id = app_institution() and a.person_id = app_person() and a.ends_at > $1
        order by a.starts_at, a.id`,
      [this.clock.now()],
    );
  }
}

const onTickets = ['agent', 'spoc', 'engineer'];

/** Whether somebody holds every role on tickets that another holds, for at least the same services. */
export function mayStandIn(
  needed: ReadonlyMap<string, ServiceScope>,
  held: ReadonlyMap<string, ServiceScope>,
): boolean {
  return onTickets.every((role) => {
    const [wants, has] = [needed.get(role) ?? 'none', held.get(role) ?? 'none'];
    if (wants === 'none' || has === 'all') return true;
    return wants !== 'all' && has !== 'none' && wants.every((id) => has.includes(id));
  });
}
