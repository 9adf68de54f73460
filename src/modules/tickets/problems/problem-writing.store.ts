import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { invalid } from '../../../kernel/index.js';
import type { ProblemStanding } from './domain/moves.js';
import type { Bilingual, Told } from './domain/texts.js';

/** What somebody writes of a problem inside. */
export interface Written {
  title: string;
  cause: string | null;
  publicTitle: Bilingual | null;
  workaround: Bilingual | null;
  /** Codes of the service's components. */
  components: readonly string[];
}

export interface Note {
  id: string;
  body: string;
  author: string | null;
  writtenAt: Date;
}

export interface Publication {
  number: number;
  title: Bilingual;
  workaround: Bilingual;
  fixed: Bilingual | null;
  components: string[];
  publishedAt: Date;
  withdrawnAt: Date | null;
}

/** Writes problems; what the actor may write is decided below this, by the wall. */
@Injectable()
export class ProblemWritingStore {
  async add(
    tx: Transaction,
    { id, reference, serviceId, at }: { id: string; reference: string; serviceId: string; at: Date },
    written: Written,
  ): Promise<void> {
    await tx.run(
      `insert into problem (id, institution_id, service_id, reference, state, listed_at, version, updated_at)
       values ($1, app_institution(), $2, $3, 'open', $4, 1, $4)`,
      [id, serviceId, reference, at],
    );
    await tx.run(
      `insert into problem_inside (problem_id, institution_id, title, cause, title_fr, title_en, workaround_fr,
                                   workaround_en, component_ids, words, version, opened_by, opened_at, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, ticket_words($9), 1, app_person(), $10, $10)`,
      [id, ...(await this.columns(tx, serviceId, written)), at],
    );
  }

  async write(tx: Transaction, id: string, serviceId: string, written: Written, at: Date): Promise<void> {
    const touched = await tx.run(
      `update problem_inside
          set title = $2, cause = $3, title_fr = $4, title_en = $5, workaround_fr = $6, workaround_en = $7,
              component_ids = $8, words = ticket_words($9), version = version + 1, updated_at = $10
        where problem_id = $1`,
      [id, ...(await this.columns(tx, serviceId, written)), at],
    );
    if (touched !== 1) throw new Error('a problem that was held is gone');
  }

  /** Something happened to it that nobody wrote in its fields. */
  async touch(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('update problem_inside set version = version + 1, updated_at = $2 where problem_id = $1', [id, at]);
  }

  /** Where it stands now. What others see of it has moved only if they see it, or saw it before. */
  async stand(
    tx: Transaction,
    id: string,
    { state, isPublished }: ProblemStanding,
    at: Date,
    publicationId: string | null,
  ): Promise<void> {
    await tx.run(
      `update problem
          set state = $2,
              publication_id = case when $3 then coalesce($4, publication_id) end,
              published_at = case when $3 then coalesce(published_at, $5) end,
              listed_at = case when $3 and published_at is null then $5 else listed_at end,
              fixed_at = case when $2 = 'fixed' then coalesce(fixed_at, $5)
                              when $2 = 'closed' then fixed_at end,
              version = version + (case when $3 or published_at is not null then 1 else 0 end),
              updated_at = case when $3 or published_at is not null then $5 else updated_at end
        where id = $1`,
      [id, state, isPublished, publicationId, at],
    );
  }

  async publish(
    tx: Transaction,
    problemId: string,
    serviceId: string,
    { id, told, fixed, at }: { id: string; told: Told; fixed: Bilingual | null; at: Date },
  ): Promise<void> {
    const { title, workaround } = told;
    const all = [title, workaround, fixed].flatMap((text) => (text ? [text.fr, text.en ?? ''] : []));
    await tx.run(
      `insert into problem_publication (id, problem_id, institution_id, number, title_fr, title_en, workaround_fr,
                                        workaround_en, component_ids, fixed_fr, fixed_en, words, published_at)
       values ($1, $2, app_institution(),
               (select count(*) + 1 from problem_publication x where x.problem_id = $2),
               $3, $4, $5, $6, $7, $8, $9, ticket_words($10), $11)`,
      [
        id,
        problemId,
        title.fr,
        title.en,
        workaround.fr,
        workaround.en,
        await this.componentIds(tx, serviceId, told.components),
        fixed?.fr ?? null,
        fixed?.en ?? null,
        all.join('\n'),
        at,
      ],
    );
  }

  async withdraw(tx: Transaction, problemId: string, at: Date): Promise<void> {
    await tx.run('update problem_publication set withdrawn_at = $2 where problem_id = $1 and withdrawn_at is null', [
      problemId,
      at,
    ]);
  }

  /** The oldest first. */
  publications(tx: Transaction, problemId: string, limit: number, after: number | undefined): Promise<Publication[]> {
    return tx.query<Publication>(
      `select u.number, json_build_object('fr', u.title_fr, 'en', u.title_en) as title,
              json_build_object('fr', u.workaround_fr, 'en', u.workaround_en) as workaround,
              case when u.fixed_fr is not null then json_build_object('fr', u.fixed_fr, 'en', u.fixed_en) end as fixed,
              (select coalesce(json_agg(c.code order by c.code), '[]') from component c
                where c.id = any (u.component_ids)) as components,
              u.published_at as "publishedAt", u.withdrawn_at as "withdrawnAt"
         from problem_publication u
        where u.problem_id = $1
          and u.number > $3
        order by u.number
        limit $2`,
      [problemId, limit, after ?? 0],
    );
  }

  async note(tx: Transaction, problemId: string, id: string, body: string, at: Date): Promise<void> {
    await tx.run(
      `insert into problem_note (id, problem_id, institution_id, author_id, body, written_at)
       values ($1, $2, app_institution(), app_person(), $3, $4)`,
      [id, problemId, body, at],
    );
  }

  notes(
    tx: Transaction,
    problemId: string,
    limit: number,
    after: { at: string; id: string } | undefined,
  ): Promise<Note[]> {
    return tx.query<Note>(
      `select n.id, n.body, a.display_name as author, n.written_at as "writtenAt"
         from problem_note n
         left join person a on a.id = n.author_id
        where n.problem_id = $1
          and ($3::timestamptz is null or (n.written_at, n.id) > ($3, $4::uuid))
        order by n.written_at, n.id
        limit $2`,
      [problemId, limit, after?.at ?? null, after?.id ?? null],
    );
  }

  private async columns(tx: Transaction, serviceId: string, written: Written): Promise<unknown[]> {
    const { title, cause, publicTitle, workaround, components } = written;
    const texts = [publicTitle?.fr, publicTitle?.en, workaround?.fr, workaround?.en].map((text) => text ?? null);
    return [
      title,
      cause,
      ...texts,
      await this.componentIds(tx, serviceId, components),
      [title, cause, ...texts].filter((text) => text !== null).join('\n'),
    ];
  }

  private async componentIds(tx: Transaction, serviceId: string, codes: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(codes)];
    const rows = await tx.query<{ id: string }>(
      'select id from component where service_id = $1 and code = any ($2::text[]) order by code',
      [serviceId, wanted],
    );
    if (rows.length !== wanted.length)
      throw invalid('components', 'unknown_component', 'The service has no such component.');
    return rows.map(({ id }) => id);
  }
}
