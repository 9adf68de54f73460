import { invalid } from '../../../kernel/index.js';
import { Injectable } from '@nestjs/common';
import { Desk } from '../desk.js';
import type { AskedEscalation } from '../escalation-moves.service.js';
import { noteExternalAnswer } from '../external-acts.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import type { TicketView } from '../ticket-views.js';

/**
 * What somebody outside the consortium says of an escalation, noted by the institution that follows them up: the number
 * that it has there, and their answer. Their words are a text of the thread in their own name, and give nobody a right.
 */
@Injectable()
export class ExternalService {
  constructor(
    private readonly desk: Desk,
    private readonly escalations: EscalationsStore,
  ) {}

  /** Noted once more, it replaces the former one. */
  refer(asked: AskedEscalation, theirReference: string): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'external-reference', async (file, escalation) => {
      escalation.externalReference = theirReference;
      await this.escalations.save(file.tx, escalation);
      file.record('escalation.external_referenced', 'shared', { n: escalation.n });
    });
  }

  /**
   * Their answer ends the waiting for them: the next step is the holder's. One that comes when nobody waits for it any
   * more is noted, and moves nothing.
   *
   * @param receivedAt when it came; by default now
   */
  answer(asked: AskedEscalation, body: string, receivedAt?: Date): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'external-answer', async (file, escalation) => {
      const at = receivedAt ?? file.now;
      if (at > file.now) throw invalid('receivedAt', 'ahead', 'An answer was received before it is noted.');
      if (at < escalation.offeredAt)
        throw invalid('receivedAt', 'before_the_call', 'They were called on later than that.');
      await noteExternalAnswer(file, escalation, body, at);
    });
  }
}
