import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TicketHooks } from '../ticket-hooks.js';

export interface Watcher {
  id: string;
  name: string;
  since: Date;
}

const MOST = 50;

/** Who wants to hear of a ticket that is not theirs; each side knows its own. */
@Injectable()
export class WatchingService implements OnModuleInit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly hooks: TicketHooks,
  ) {}

  onModuleInit(): void {
    this.hooks.onMerge(({ tx, ticket, now }, survivor) => this.goOn(tx, ticket.id, survivor.ticket.id, now));
  }

  watch(actor: Actor, reference: string): Promise<Watcher[]> {
    return this.work.run(actor, async (tx) => {
      const ticketId = await this.visible(tx, reference);
      // the party's row itself says on which side; a former part has nothing more to hear of
      await tx.run(
        `insert into watcher (institution_id, side, ticket_id, person_id, since)
         select p.institution_id, p.side, p.ticket_id, app_person(), $2
           from ticket_party p
          where p.ticket_id = $1 and p.institution_id = app_institution() and p.until is null
            and app_serves(p.side, p.service_id)
         on conflict do nothing`,
        [ticketId, this.clock.now()],
      );
      const watchers = await this.of(tx, ticketId);
      if (watchers.length > MOST) {
        throw new DomainError({
          kind: 'conflict',
          code: 'too_many',
          detail: 'As many watch it as one ticket can have.',
        });
      }
      return watchers;
    });
  }

  unwatch(actor: Actor, reference: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const ticketId = await this.visible(tx, reference);
      await tx.run('delete from watcher where ticket_id = $1 and person_id = app_person()', [ticketId]);
    });
  }

  list(actor: Actor, reference: string): Promise<Watcher[]> {
    return this.work.run(actor, async (tx) => this.of(tx, await this.visible(tx, reference)));
  }

  /** Whoever watched a ticket that was merged, on the owner's side: as many as the survivor has room for. */
  private async goOn(tx: Transaction, mergedId: string, survivorId: string, now: Date): Promise<void> {
    await tx.run(
      `insert into watcher (institution_id, side, ticket_id, person_id, since)
       select w.institution_id, w.side, $2, w.person_id, $3
         from watcher w
        where w.institution_id = app_institution() and w.side = 'user' and w.ticket_id = $1
          and not exists (select 1 from watcher o
                           where o.institution_id = w.institution_id and o.side = w.side
                             and o.ticket_id = $2 and o.person_id = w.person_id)
        order by w.since, w.person_id
        limit greatest(0, $4 - (select count(*) from watcher
                                 where institution_id = app_institution() and side = 'user' and ticket_id = $2))
       on conflict do nothing`,
      [mergedId, survivorId, now, MOST],
    );
  }

  private async visible(tx: Transaction, reference: string): Promise<string> {
    const ticket = await this.tickets.byReference(tx, reference);
    requirePermission(tx.actor, 'ticket.watch', ticket.serviceId);
    return ticket.id;
  }

  private of(tx: Transaction, ticketId: string): Promise<Watcher[]> {
    return tx.query<Watcher>(
      `select w.person_id as id, p.display_name as name, min(w.since) as since
         from watcher w join person p on p.id = w.person_id
        where w.ticket_id = $1
        group by w.person_id, p.display_name
        order by min(w.since), w.person_id`,
      [ticketId],
    );
  }
}
