import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound } from '../../../../kernel/index.js';
import { requirePermission } from '../../../identity/index.js';
import { ServiceRecord } from '../service-record.js';
import { builtIn } from './domain/built-in.js';
import {
  flawsOfQuestionnaire,
  type PublishedQuestionnaire,
  type WrittenQuestionnaire,
} from './domain/questionnaire.js';
import { QuestionnairesStore } from './questionnaires.store.js';
import { StandingQuestionnaires } from './standing-questionnaires.js';

/** What is asked about a change before its risk is said: one version after the other, none of which ever changes. */
@Injectable()
export class QuestionnairesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly questionnaires: QuestionnairesStore,
    private readonly standing: StandingQuestionnaires,
    private readonly record: ServiceRecord,
  ) {}

  read(actor: Actor, code: string): Promise<PublishedQuestionnaire> {
    return this.work.run(actor, async (tx) => {
      const { id } = await this.readable(tx, code);
      return this.standing.questionnaireFor(tx, id);
    });
  }

  /** The newest first; the one that every service begins with comes last. */
  versions(
    actor: Actor,
    code: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<PublishedQuestionnaire>> {
    const before = decodeCursor(
      cursor,
      (key): key is number => Number.isInteger(key) && Math.abs(Number(key)) < 2 ** 31,
    );
    return this.work.run(actor, async (tx) => {
      const { id } = await this.readable(tx, code);
      const rows = await this.questionnaires.newest(tx, id, limit + 1, before);
      const first = before === undefined || before > builtIn.version ? [builtIn] : [];
      return toPage(
        [...rows, ...first],
        limit,
        ({ version }) => version,
        (row) => row,
      );
    });
  }

  /** In force from now on. Refused (422) with everything for which it could not judge. */
  publish(actor: Actor, code: string, written: WrittenQuestionnaire): Promise<PublishedQuestionnaire> {
    return this.work.run(actor, async (tx) => {
      const service = await this.seen(tx, code);
      if (service.leadId !== actor.institution.id)
        throw forbidden('The lead provider of the service says what is asked about its changes.');
      requirePermission(actor, 'risk_questionnaire.publish', service.id);
      const errors = flawsOfQuestionnaire(written);
      if (errors.length > 0) throw unsound(errors);
      await this.questionnaires.hold(tx, service.id);
      const before = await this.standing.questionnaireFor(tx, service.id);
      const present = this.clock.now();
      const at = before.publishedAt && before.publishedAt > present ? before.publishedAt : present;
      const id = newId(at);
      const number = before.version + 1;
      await this.questionnaires.add(tx, { id, serviceId: service.id, number, at }, written);
      await this.record.say(tx, service.id, at, 'service.questionnaire_published', { questionnaire: id, number });
      return this.standing.questionnaireFor(tx, service.id);
    });
  }

  private async readable(tx: Transaction, code: string): Promise<{ id: string }> {
    const service = await this.seen(tx, code);
    requirePermission(tx.actor, 'risk_questionnaire.read', service.id);
    return service;
  }

  private async seen(tx: Transaction, code: string): Promise<{ id: string; leadId: string }> {
    const service = await this.questionnaires.service(tx, code);
    if (!service) throw notFound();
    return service;
  }
}

function unsound(errors: ReturnType<typeof flawsOfQuestionnaire>): DomainError {
  const code = errors[0]?.code ?? 'unsound';
  const detail = 'By this questionnaire risk cannot be judged.';
  return new DomainError({ kind: 'unprocessable', code, detail, errors: errors.slice(0, 50) });
}
