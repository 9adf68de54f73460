import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type ServiceScope, type Transaction } from '../../../database/index.js';
import { formatInstant } from '../../../http/index.js';
import { Clock, orThrow } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { namesOf, servicesFor } from '../../identity/index.js';
import { institutionByCode, institutionById } from '../../institutions/index.js';
import { localMonth } from '../../timers/index.js';
import { beginningOf } from '../domain/local-months.js';
import { addMonths, parseRange } from '../domain/months.js';
import type { Question } from '../handled-in-time.service.js';
import { ChangeFiguresStore, type Asked, type Objections } from './change-figures.store.js';
import { figuresOf, type EndedChange, type Figures } from './domain/change-figures.js';

export interface ChangeReport {
  from: string;
  to: string;
  at: string;
  made: (Figures & { objections: Objections; isNamed: boolean }) | null;
  concerning: (Figures & { objections: Objections }) | null;
}

type Codes = ReadonlyMap<string, string>;
const named = (ids: readonly string[], codes: Codes) => ids.flatMap((id) => codes.get(id) ?? []);

/** How changes went: of those that one makes, and of those that concern one, as far as the wall shows them. */
@Injectable()
export class ChangeReportService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly figures: ChangeFiguresStore,
  ) {}

  read(actor: Actor, question: Question): Promise<ChangeReport> {
    return this.work.run(actor, async (tx) => {
      await this.figures.asOneInstant(tx);
      const home = (await institutionById(tx, actor.institution.id))?.timeZone ?? 'UTC';
      // after the first statement, which takes the view of the database: nothing in it is later than this
      const at = this.clock.now();
      const range = orThrow(parseRange(question.from, question.to, localMonth(at.getTime(), home)));
      const asked = await this.asked(tx, question, {
        from: new Date(beginningOf(range.from, home)),
        to: new Date(beginningOf(addMonths(range.to, 1), home)),
      });
      const codes = await this.figures.serviceCodes(tx);
      return {
        ...range,
        at: formatInstant(at),
        made: await this.made(tx, actor, asked, codes),
        concerning: await this.concerning(tx, actor, asked, codes),
      };
    });
  }

  /** A code that names nothing finds nothing. */
  private async asked(tx: Transaction, question: Question, range: { from: Date; to: Date }): Promise<Asked> {
    const { service, institution } = question;
    const found = service === undefined ? undefined : await serviceByCode(tx, service);
    const named = institution === undefined ? undefined : await institutionByCode(tx, institution);
    const isNowhere = (service !== undefined && !found) || (institution !== undefined && !named);
    const serviceIds = isNowhere ? [] : found ? [found.id] : null;
    return { ...range, serviceIds, institutionId: named?.id ?? null };
  }

  private async made(tx: Transaction, actor: Actor, asked: Asked, codes: Codes): Promise<ChangeReport['made']> {
    const scope = servicesFor(actor, 'report.changes_made');
    if (scope === 'none' || actor.providerServices === 'none') return null;
    const mine = { ...asked, serviceIds: narrowed(asked.serviceIds, scope) };
    const rows = await this.figures.made(tx, mine);
    const isNamed = servicesFor(actor, 'report.implementers') !== 'none';
    const ids = isNamed ? [...new Set(rows.flatMap(({ implementerIds }) => implementerIds ?? []))] : [];
    const names = await namesOf(tx, ids);
    const people = (all: readonly string[] | null) =>
      isNamed ? (all ?? []).map((id) => ({ id, name: names.get(id) ?? '' })) : [];
    const titles = await this.figures.modelTitles(tx, [...new Set(rows.flatMap(({ modelId }) => modelId ?? []))]);
    const changes: EndedChange[] = rows.map(({ modelId, ...row }) => ({
      ...row,
      model: modelOf(modelId, titles),
      services: named(row.serviceIds, codes),
      implementers: people(row.implementerIds),
    }));
    return { ...figuresOf(changes), isNamed, objections: await this.figures.objections(tx, 'made', mine) };
  }

  private async concerning(
    tx: Transaction,
    actor: Actor,
    asked: Asked,
    codes: Codes,
  ): Promise<ChangeReport['concerning']> {
    const scope = servicesFor(actor, 'report.changes_concerning');
    if (scope === 'none' || actor.userServices === 'none') return null;
    // the wall, not the service: who is affected through another service sees the change all the same
    const rows = await this.figures.concerning(tx, asked);
    const objections = await this.figures.objections(tx, 'concerning', asked);
    return {
      ...figuresOf(
        rows.map((row) => ({ ...row, model: null, services: named(row.serviceIds, codes), implementers: [] })),
      ),
      objections,
    };
  }
}

function modelOf(id: string | null, titles: ReadonlyMap<string, string>): EndedChange['model'] {
  const title = id === null ? undefined : titles.get(id);
  return id === null || title === undefined ? null : { id, title };
}

function narrowed(
  serviceIds: readonly string[] | null,
  scope: Exclude<ServiceScope, 'none'>,
): readonly string[] | null {
  if (scope === 'all') return serviceIds;
  return serviceIds ? serviceIds.filter((id) => scope.includes(id)) : scope;
}
