import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { DomainError } from '../../kernel/index.js';
import { formatInstant } from '../../http/index.js';
import { CommitmentsStore, type Promised } from '../catalogue/index.js';
import { coverOf } from './domain/local-months.js';
import { HandledInTimeService, type Inquiry, type Question, type Report } from './handled-in-time.service.js';
import { FiguresStore } from './stores/figures.store.js';
import { ExportStore, type ExportedAgreement, type ExportedMonth } from './stores/export.store.js';
import { UnitListStore, type ExportedUnit } from './stores/unit-list.store.js';

const FORMAT = 'guichet/handled-in-time/1';
const PAGE = 500;

// a reader who is slow holds a connection: so many of an institution at once, and each no longer than this
const MOST_AT_ONCE = 2;
const LONGEST_MS = 120_000;

/**
 * Gives out everything that a figure is made of, so that anybody can count it again: docs/handled-in-time.md, "The
 * export". It is written while it is read, page by page, from one snapshot: facts and figures stood at the same instant.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reports: HandledInTimeService,
    private readonly units: UnitListStore,
    private readonly store: ExportStore,
    private readonly figures: FiguresStore,
    private readonly promises: CommitmentsStore,
  ) {}

  /** By institution, the exports that are being read. */
  private readonly running = new Map<string, number>();

  /** Refuses before the first byte; what fails later cuts the stream, and what was received is no JSON. */
  open(actor: Actor, question: Question): Promise<Readable> {
    const { id } = actor.institution;
    const others = this.running.get(id) ?? 0;
    if (others >= MOST_AT_ONCE) {
      const detail = 'Your institution is reading other exports just now.';
      throw new DomainError({ kind: 'too_many', code: 'exports_busy', detail, retryAfterSeconds: 60 });
    }
    this.running.set(id, others + 1);
    return new Promise((begin, refuse) => {
      this.work
        .run(actor, async (tx) => {
          await this.figures.asOneInstant(tx);
          const inquiry = await this.reports.inquire(tx, question);
          const report = await this.reports.report(tx, inquiry);
          const out = new PassThrough();
          begin(out);
          // whoever reads learns of a failure by the stream that breaks off
          await pipeline(Readable.from(this.write(tx, inquiry, report)), out, {
            signal: AbortSignal.timeout(LONGEST_MS),
          });
        })
        .catch((error: unknown) => {
          refuse(error instanceof Error ? error : new Error(String(error)));
        })
        .finally(() => {
          this.running.set(id, (this.running.get(id) ?? 1) - 1);
        });
    });
  }

  private async *write(tx: Transaction, inquiry: Inquiry, figures: Report): AsyncGenerator<string> {
    const { asked, range, question } = inquiry;
    const cover = coverOf(range, asked.at.getTime());
    const head = {
      format: FORMAT,
      generatedAt: formatInstant(asked.at),
      asked: { ...range, service: question.service ?? null, institution: question.institution ?? null },
    };
    yield `${JSON.stringify(head).slice(0, -1)},\n"units":[`;
    const agreementIds = new Set<string>();
    let after: string | null = null;
    for (let page: ExportedUnit[] | undefined; !page || page.length === PAGE;) {
      page = await this.units.exported(tx, asked, cover, after, PAGE);
      const isFirst = after === null;
      after = page.at(-1)?.ticketId ?? after;
      for (const { agreementId } of page) agreementIds.add(agreementId);
      const lines = page.map((unit) => `\n${JSON.stringify(unitOf(unit))}`).join(',');
      if (lines !== '') yield isFirst ? lines : `,${lines}`;
    }
    const months = await this.store.months(tx, asked, cover);
    for (const { agreementId } of months) agreementIds.add(agreementId);
    yield `],\n"months":${JSON.stringify(months.map(monthOf))},\n"agreements":[`;
    const agreements = await this.store.agreements(tx, [...agreementIds]);
    for (const [index, agreement] of agreements.entries()) {
      const promised = await this.promises.ofAgreement(tx, agreement.id);
      yield `${index === 0 ? '' : ','}\n${JSON.stringify(agreementOf(agreement, promised))}`;
    }
    yield `],\n"figures":${JSON.stringify(figures)}}\n`;
  }
}

function unitOf({ reference, agreementId, kind, facts, holders, settlements }: ExportedUnit) {
  return {
    reference,
    agreementId,
    kind,
    facts,
    holders,
    settlements: settlements.map((settlement) => ({ ...settlement, at: formatInstant(new Date(settlement.at)) })),
  };
}

function monthOf({ publishedAt, corrections, ...month }: ExportedMonth) {
  return {
    ...month,
    publishedAt: formatInstant(publishedAt),
    corrections: corrections.map((line) => ({ ...line, at: formatInstant(new Date(line.at)) })),
  };
}

function agreementOf(agreement: ExportedAgreement, { terms, hours }: Promised) {
  return {
    ...agreement,
    versions: terms.map(({ id, number, effectiveFrom, recordedAt, binding, alsoPauses, targets }) => {
      const held = hours.find((version) => version.id === id);
      return {
        number,
        effectiveFrom: formatInstant(effectiveFrom),
        recordedAt: formatInstant(recordedAt),
        binding,
        alsoPauses,
        targets,
        hours: held && {
          timeZone: held.timeZone,
          weekly: held.weekly,
          holidays: held.holidays,
          closures: held.closures,
        },
      };
    }),
  };
}
