import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { decodeCursor, invalidInput, toPage, type Page } from '../../http/index.js';
import { isUuid } from '../../kernel/index.js';
import { monthIn } from './domain/months.js';
import { HandledInTimeService, type Question } from './handled-in-time.service.js';
import { UnitListStore, type FigureName, type UnitLine } from './stores/unit-list.store.js';

export interface Behind extends Question {
  figure: FigureName;
  /** One month of the range. */
  month?: string | undefined;
  commitment?: 'sla' | 'slo' | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** The tickets behind a figure: as many as the figure says. */
@Injectable()
export class FigureTicketsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reports: HandledInTimeService,
    private readonly units: UnitListStore,
  ) {}

  behind(actor: Actor, { figure, month, commitment, limit, cursor, ...question }: Behind): Promise<Page<UnitLine>> {
    const after = decodeCursor(cursor, isTicketId);
    if (month !== undefined && monthIn(month) !== month) {
      throw invalidInput([{ pointer: '/month', code: 'is_month', message: 'must be a month, as 2026-03' }]);
    }
    return this.work.run(actor, async (tx) => {
      const { asked, range } = await this.reports.inquire(tx, question);
      const within =
        month === undefined ? range : month < range.from || month > range.to ? NEVER : { from: month, to: month };
      const binding = commitment === undefined ? null : commitment === 'sla';
      const rows = await this.units.behind(tx, asked, within, { name: figure, binding }, after ?? null, limit + 1);
      return toPage(
        rows,
        limit,
        ({ ticketId }) => ticketId,
        (row) => row,
      );
    });
  }
}

/** A month that the range does not have. */
const NEVER = { from: '9999-12', to: '0000-01' };

function isTicketId(key: unknown): key is string {
  return typeof key === 'string' && isUuid(key);
}
