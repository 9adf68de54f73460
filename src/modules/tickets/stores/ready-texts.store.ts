import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DomainError, localeOf } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import type { CaseFile } from '../case-file.js';
import { rendered } from '../domain/ready-text.js';

/** What is said with a return or a delivery: in words of one's own, or with a text that stands ready. */
export interface Wording {
  code?: string | undefined;
  text?: string | undefined;
  readyText?: string | undefined;
}

interface ReadyWords {
  code: string;
  fr: string | null;
  en: string | null;
}

@Injectable()
export class ReadyTextsStore {
  /** Code and text of a return or a delivery. A ready text is written in the language of the ticket's owner. */
  async worded(
    file: Pick<CaseFile, 'tx' | 'ticket'>,
    use: 'return' | 'deliver',
    { code, text, readyText }: Wording,
  ): Promise<{ code: string; text: string }> {
    if (readyText === undefined) {
      if (code !== undefined && text !== undefined) return { code, text };
      throw refusal(code === undefined ? 'code' : textField[use], 'required', 'Say it, or name a ready text.');
    }
    if (code !== undefined || text !== undefined)
      throw refusal('readyText', 'not_both', 'A ready text brings its code and its words: send nothing beside it.');
    const ready = await this.find(file.tx, readyText, file.ticket.serviceId, use);
    if (!ready) throw refusal('readyText', 'unknown_ready_text', 'Your institution keeps no such text ready for this.');
    const owner = await institutionById(file.tx, file.ticket.institutionId);
    const isEnglish = localeOf(owner?.locale) === 'en';
    const words = (isEnglish ? (ready.en ?? ready.fr) : (ready.fr ?? ready.en)) ?? '';
    const filling = { reference: file.ticket.reference, 'institution.name': owner?.name ?? '' };
    return { code: ready.code, text: rendered(words, filling) };
  }

  private async find(tx: Transaction, id: string, serviceId: string, use: string): Promise<ReadyWords | undefined> {
    const [row] = await tx.query<ReadyWords>(
      'select code, text_fr as fr, text_en as en from ready_text where id = $1 and service_id = $2 and use = $3',
      [id, serviceId, use],
    );
    return row;
  }
}

const textField = { return: 'reason', deliver: 'textForRequester' } as const;

function refusal(field: string, code: string, message: string): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code,
    detail: message,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}
