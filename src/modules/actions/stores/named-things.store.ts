import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** What a document names: services, components and problems, as the wall shows them. */
@Injectable()
export class NamedThingsStore {
  async services(tx: Transaction, codes: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ code: string; id: string }>(
      'select code, id from service where code = any ($1::text[])',
      [codes],
    );
    return new Map(rows.map(({ code, id }) => [code, id]));
  }

  /** Services of which the acting institution holds no function. */
  async withoutFunction(tx: Transaction, serviceIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select s as id
         from unnest($1::uuid[]) s
        where not exists (select 1 from responsibility r where r.service_id = s and r.institution_id = app_institution())`,
      [serviceIds],
    );
    return rows.map(({ id }) => id);
  }

  async components(tx: Transaction, serviceIds: readonly string[], codes: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ code: string }>(
      'select distinct code from component where service_id = any ($1::uuid[]) and code = any ($2::text[])',
      [serviceIds, codes],
    );
    return new Set(rows.map(({ code }) => code));
  }

  async problems(tx: Transaction, references: readonly string[]): Promise<Set<string>> {
    if (references.length === 0) return new Set();
    const rows = await tx.query<{ reference: string }>(
      'select p.reference from problem p where p.reference = any ($1::text[])',
      [references],
    );
    return new Set(rows.map(({ reference }) => reference));
  }
}
