import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { ActionKind, Risk, RunRole } from '../domain/action-document.js';
import type { Evidence } from './domain/ranking.js';
import type { Outcomes } from '../domain/success.js';

/** What is looked for in the index. */
export interface Asked {
  serviceId: string;
  /** The roles of whoever would run it. */
  roles: readonly RunRole[];
  terms: readonly string[];
  /** Of an alert. */
  labels: Record<string, string>;
  /** `category:...` and `component:...` */
  marks: readonly string[];
}

export interface SuggestedAction {
  id: string;
  reference: string;
  title: { fr: string; en: string | null };
  kind: ActionKind;
  institution: { code: string; name: string };
  risk: Risk;
  minutes: number;
  /** Number of the version that holds. */
  version: number;
}

/** Looks into the index, through the functions of the owner that may; what is shown is read under the wall. */
@Injectable()
export class SuggestionsStore {
  /** The stems of each word; words that have none are left out. */
  async stems(tx: Transaction, words: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ word: string; terms: string[] }>(
      `select q.word, s.terms
         from unnest($1::text[]) with ordinality q (word, n)
        cross join lateral action_stems(q.word) s
        order by q.n, s.place`,
      [words],
    );
    const stems = new Map<string, string[]>();
    for (const { word, terms } of rows) stems.set(word, [...(stems.get(word) ?? []), ...terms]);
    return stems;
  }

  async candidates(tx: Transaction, asked: Asked, most: number): Promise<Evidence> {
    const { serviceId, roles, terms, labels, marks } = asked;
    const [row] = await tx.query<{ evidence: Evidence }>(
      'select action_candidates($1, $2, $3, $4, $5, $6) as evidence',
      [serviceId, roles, terms, JSON.stringify(labels), marks, most],
    );
    return row?.evidence ?? { actions: 0, frequency: [], candidates: [] };
  }

  /** By action, on one service; without those that were never run there. */
  async outcomes(tx: Transaction, actionIds: readonly string[], serviceId: string): Promise<Map<string, Outcomes>> {
    const rows = await tx.query<Outcomes & { actionId: string }>(
      `select o.action_id as "actionId", o.worked, o.partly, o.no_effect as "noEffect", o.made_worse as "madeWorse"
         from action_outcomes($1) o
        where o.service_id = $2`,
      [actionIds, serviceId],
    );
    return new Map(rows.map(({ actionId, ...outcomes }) => [actionId, outcomes]));
  }

  /** On how many tickets that have so many of these terms each worked, as far as the own side learned of it. */
  async similar(
    tx: Transaction,
    serviceId: string,
    actionIds: readonly string[],
    terms: readonly string[],
    least: number,
  ): Promise<Map<string, number>> {
    const rows = await tx.query<{ id: string; tickets: number }>(
      'select s.action_id as id, s.tickets from action_similar($1, $2, $3, $4) s',
      [serviceId, actionIds, terms, least],
    );
    return new Map(rows.map(({ id, tickets }) => [id, tickets]));
  }

  /** With roles: only what is published, not suspended or retired, and run by one of them. */
  async shown(
    tx: Transaction,
    actionIds: readonly string[],
    roles?: readonly RunRole[],
  ): Promise<Map<string, SuggestedAction>> {
    const rows = await tx.query<SuggestedAction>(
      `select a.id, a.reference, json_build_object('fr', v.title_fr, 'en', v.title_en) as title, a.kind,
              json_build_object('code', i.code, 'name', i.name) as institution, v.document ->> 'risk' as risk,
              (v.document ->> 'minutes')::integer as minutes, v.number as version
         from action a
         join institution i on i.id = a.institution_id
         join action_version v on v.action_id = a.id
        where a.id = any ($1::uuid[])
          and case when a.published_number is not null then v.number = a.published_number
                   else v.state in ('draft', 'reviewed') end
          and ($2::text[] is null or (a.state = 'published' and v.document -> 'runBy' ?| $2))`,
      [actionIds, roles ?? null],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Nothing that a ticket taught is left, whoever learned it: for the institution of the ticket. How many lessons it was. */
  async forget(tx: Transaction, ticketId: string): Promise<number> {
    const [row] = await tx.query<{ forgotten: number }>('select action_forget($1) as forgotten', [ticketId]);
    return row?.forgotten ?? 0;
  }
}
