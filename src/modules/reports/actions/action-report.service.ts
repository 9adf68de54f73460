import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { formatInstant } from '../../../http/index.js';
import { Clock, localDate, orThrow } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { servicesFor } from '../../identity/index.js';
import { institutionById } from '../../institutions/index.js';
import { localMonth } from '../../timers/index.js';
import { beginningOf } from '../domain/local-months.js';
import { addMonths, parseRange } from '../domain/months.js';
import {
  ActionFiguresStore,
  type Asked,
  type Catalogue,
  type ImprovementCounts,
  type NamedAction,
} from './action-figures.store.js';
import { byActionAndService, restoring, runFigures, type RunFigures } from './domain/action-figures.js';

export interface SideReport extends RunFigures {
  byAction: ({ action: Omit<NamedAction, 'id'> | null; service: string } & RunFigures)[];
  restore: ReturnType<typeof restoring>;
}

export interface ActionReport {
  from: string;
  to: string;
  at: string;
  /** Null for who does not stand on that side. */
  level1: SideReport | null;
  provider: (SideReport & { catalogue: Catalogue; improvements: ImprovementCounts }) | null;
}

export interface ActionQuestion {
  service?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Nobody: a code that names no service finds nothing. */
const NOWHERE = '00000000-0000-0000-0000-000000000000';

/** How actions went that one's side ran, how long it took to restore with and without one, and what improvements came to. */
@Injectable()
export class ActionReportService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly figures: ActionFiguresStore,
  ) {}

  read(actor: Actor, question: ActionQuestion): Promise<ActionReport> {
    return this.work.run(actor, async (tx) => {
      await tx.query('set transaction isolation level repeatable read, read only', [], { prepared: false });
      const home = (await institutionById(tx, actor.institution.id))?.timeZone ?? 'UTC';
      // after the first statement, which takes the view of the database: nothing in it is later than this
      const at = this.clock.now();
      const range = orThrow(parseRange(question.from, question.to, localMonth(at.getTime(), home)));
      const service = question.service === undefined ? undefined : await serviceByCode(tx, question.service);
      const asked: Asked = {
        from: new Date(beginningOf(range.from, home)),
        to: new Date(beginningOf(addMonths(range.to, 1), home)),
        serviceId: question.service === undefined ? null : (service?.id ?? NOWHERE),
      };
      const isAsked = servicesFor(actor, 'report.actions') !== 'none';
      const today = localDate(at, home);
      return {
        ...range,
        at: formatInstant(at),
        level1: isAsked && actor.userServices !== 'none' ? await this.ofSide(tx, 'user', asked) : null,
        provider: isAsked && actor.providerServices !== 'none' ? await this.ofProvider(tx, asked, today) : null,
      };
    });
  }

  private async ofProvider(tx: Transaction, asked: Asked, today: string): Promise<ActionReport['provider']> {
    return {
      ...(await this.ofSide(tx, 'provider', asked)),
      catalogue: await this.figures.catalogue(tx, asked.serviceId, today),
      improvements: await this.figures.improvements(tx, asked, today),
    };
  }

  private async ofSide(tx: Transaction, side: Side, asked: Asked): Promise<SideReport> {
    const runs = await this.figures.runs(tx, side, asked);
    const groups = byActionAndService(runs);
    const named = await this.figures.named(tx, [...new Set(groups.map(({ actionId }) => actionId))]);
    const incidents =
      side === 'user' ? await this.figures.resolved(tx, asked) : await this.figures.delivered(tx, asked);
    return {
      ...runFigures(runs),
      byAction: groups.map(({ actionId, ...group }) => ({ action: nameOf(named.get(actionId)), ...group })),
      restore: restoring(incidents),
    };
  }
}

/** None where it is no longer shared with the reader: their own runs stay theirs. */
function nameOf(action: NamedAction | undefined): Omit<NamedAction, 'id'> | null {
  if (!action) return null;
  const { reference, kind, state, title, institution } = action;
  return { reference, kind, state, title, institution };
}
