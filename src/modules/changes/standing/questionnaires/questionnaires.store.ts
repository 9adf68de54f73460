import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { PublishedQuestionnaire, WrittenQuestionnaire } from './domain/questionnaire.js';

const selected = `
  select q.id, q.number as version, q.questions, q.medium_from as "mediumFrom", q.high_from as "highFrom",
         q.published_at as "publishedAt"
    from risk_questionnaire q
    join service s on s.id = q.service_id and s.lead_provider_id = q.institution_id`;

/** The questionnaires that lead providers recorded, as far as the wall shows them; the newest is in force. */
@Injectable()
export class QuestionnairesStore {
  /** The service, for those whom its questionnaire concerns. */
  async service(
    tx: Transaction,
    code: string,
  ): Promise<{ id: string; code: string; name: string; leadId: string } | undefined> {
    const [row] = await tx.query<{ id: string; code: string; name: string; leadId: string }>(
      `select s.id, s.code, s.name, s.lead_provider_id as "leadId"
         from service s
        where s.code = $1
          and (s.id in (select run_services()) or s.id in (select agreed_services()))`,
      [code],
    );
    return row;
  }

  async hold(tx: Transaction, serviceId: string): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('risk_questionnaire ' || $1, 0))`, [serviceId]);
  }

  newest(
    tx: Transaction,
    serviceId: string,
    limit: number,
    before: number | undefined,
  ): Promise<PublishedQuestionnaire[]> {
    return tx.query<PublishedQuestionnaire>(
      `${selected}
        where q.service_id = $1
          and ($3::integer is null or q.number < $3)
        order by q.number desc
        limit $2`,
      [serviceId, limit, before ?? null],
    );
  }

  /** Also one of a former lead provider: what was answered stays readable for those whom the service concerns. */
  async byId(tx: Transaction, id: string): Promise<PublishedQuestionnaire | undefined> {
    const [row] = await tx.query<PublishedQuestionnaire>(
      `select q.id, q.number as version, q.questions, q.medium_from as "mediumFrom", q.high_from as "highFrom",
              q.published_at as "publishedAt"
         from risk_questionnaire q
        where q.id = $1`,
      [id],
    );
    return row;
  }

  async add(
    tx: Transaction,
    { id, serviceId, number, at }: { id: string; serviceId: string; number: number; at: Date },
    { questions, mediumFrom, highFrom }: WrittenQuestionnaire,
  ): Promise<void> {
    await tx.run(
      `insert into risk_questionnaire (id, institution_id, service_id, number, questions, medium_from, high_from,
                                       published_by, published_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, app_person(), $7)`,
      [id, serviceId, number, JSON.stringify(questions), mediumFrom, highFrom, at],
    );
  }
}
