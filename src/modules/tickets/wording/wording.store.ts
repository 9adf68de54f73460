import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** What a ticket is opened with, as far as it was written down beforehand. */
export interface TemplateContent {
  service?: string | undefined;
  kind?: 'incident' | 'request' | undefined;
  title?: string | undefined;
  description?: string | undefined;
  impact?: string | undefined;
  urgency?: string | undefined;
}

interface Kept {
  id: string;
  /** Null: shared by everybody of the side. */
  ownerId: string | null;
  name: string;
  version: number;
  updatedAt: Date;
}

export type Template = Kept & { content: TemplateContent };
export type CannedAnswer = Kept & { side: 'user' | 'provider'; body: string };

export interface NamePosition {
  name: string;
  id: string;
}

const kept = 'id, owner_id as "ownerId", name, version, updated_at as "updatedAt"';
const FIRST: NamePosition = { name: '', id: '00000000-0000-0000-0000-000000000000' };

/** Templates and canned answers: shared by a side of an institution, or somebody's own. */
@Injectable()
export class WordingStore {
  templates(tx: Transaction, limit: number, after: NamePosition = FIRST): Promise<Template[]> {
    return tx.query<Template>(
      `select ${kept}, content from ticket_template
        where institution_id = app_institution() and (name, id) > ($1, $2::uuid)
        order by name, id
        limit $3`,
      [after.name, after.id, limit],
    );
  }

  async template(tx: Transaction, id: string, lock = false): Promise<Template | undefined> {
    const [row] = await tx.query<Template>(
      `select ${kept}, content from ticket_template where id = $1 ${lock ? 'for update' : ''}`,
      [id],
    );
    return row;
  }

  async addTemplate(tx: Transaction, { id, ownerId, name, content, version, updatedAt }: Template): Promise<void> {
    await tx.run(
      `insert into ticket_template (id, institution_id, owner_id, name, content, version, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6)`,
      [id, ownerId, name, JSON.stringify(content), version, updatedAt],
    );
  }

  async saveTemplate(tx: Transaction, { id, name, content, version, updatedAt }: Template): Promise<void> {
    await tx.run('update ticket_template set name = $2, content = $3, version = $4, updated_at = $5 where id = $1', [
      id,
      name,
      JSON.stringify(content),
      version,
      updatedAt,
    ]);
  }

  async removeTemplate(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from ticket_template where id = $1', [id]);
  }

  answers(tx: Transaction, limit: number, after: NamePosition = FIRST): Promise<CannedAnswer[]> {
    return tx.query<CannedAnswer>(
      `select ${kept}, side, body from canned_answer
        where institution_id = app_institution() and (name, id) > ($1, $2::uuid)
        order by name, id
        limit $3`,
      [after.name, after.id, limit],
    );
  }

  async answer(tx: Transaction, id: string, lock = false): Promise<CannedAnswer | undefined> {
    const [row] = await tx.query<CannedAnswer>(
      `select ${kept}, side, body from canned_answer where id = $1 ${lock ? 'for update' : ''}`,
      [id],
    );
    return row;
  }

  async addAnswer(tx: Transaction, answer: CannedAnswer): Promise<void> {
    const { id, side, ownerId, name, body, version, updatedAt } = answer;
    await tx.run(
      `insert into canned_answer (id, institution_id, side, owner_id, name, body, version, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7)`,
      [id, side, ownerId, name, body, version, updatedAt],
    );
  }

  async saveAnswer(tx: Transaction, { id, name, body, version, updatedAt }: CannedAnswer): Promise<void> {
    await tx.run('update canned_answer set name = $2, body = $3, version = $4, updated_at = $5 where id = $1', [
      id,
      name,
      body,
      version,
      updatedAt,
    ]);
  }

  async removeAnswer(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from canned_answer where id = $1', [id]);
  }
}
