import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** One answer, with the question as it stood in the version that was filled in. */
export interface FormField {
  key: string;
  type: string;
  label: { fr: string; en: string };
  value: string | number | boolean;
}

/** What was filled in when a ticket was opened. It stands in the description too, and is read by the same people. */
export interface TicketForm {
  ticketId: string;
  institutionId: string;
  messageId: string;
  modelId: string;
  version: number;
  fields: FormField[];
}

@Injectable()
export class FormsStore {
  async add(tx: Transaction, form: TicketForm): Promise<void> {
    await tx.run(
      `insert into ticket_form (ticket_id, institution_id, message_id, model_id, version, fields)
       values ($1, $2, $3, $4, $5, $6)`,
      [form.ticketId, form.institutionId, form.messageId, form.modelId, form.version, JSON.stringify(form.fields)],
    );
  }

  /** Undefined when there is none, or none for this actor. */
  async ofTicket(tx: Transaction, ticketId: string): Promise<TicketForm | undefined> {
    const [form] = await tx.query<TicketForm>(
      `select ticket_id as "ticketId", institution_id as "institutionId", message_id as "messageId",
              model_id as "modelId", version, fields
         from ticket_form
        where ticket_id = $1`,
      [ticketId],
    );
    return form;
  }
}
