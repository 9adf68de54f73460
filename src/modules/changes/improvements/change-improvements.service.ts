import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { conflict, forbidden } from '../../../kernel/index.js';
import { ImprovementsService, type Commitment, type ImprovementDetails } from '../../actions/index.js';
import { can } from '../../identity/index.js';
import type { Change } from '../change.js';
import { ChangeDesk } from '../moves/change-desk.js';
import { ChangeStores } from '../stores/change-stores.js';

/** What a review asks for: one looks at what was made, and at nothing that is still to be. */
const reviewed: readonly Change['state'][] = ['implemented', 'backed_out', 'review', 'closed'];

/** What the review of a change has people promise about a cause: an improvement like any other, that names the change. */
@Injectable()
export class ChangeImprovementsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: ChangeDesk,
    private readonly stores: ChangeStores,
    private readonly improvements: ImprovementsService,
  ) {}

  /** Refused: 404, 403 for whoever does not make the change, 409 before it was made, 422 for what an improvement cannot be. */
  commit(actor: Actor, reference: string, said: Commitment): Promise<ImprovementDetails> {
    return this.work.run(actor, async (tx) => {
      const { change, now } = await this.desk.within(tx, reference);
      assertWriter(actor, change);
      // withdrawn or never begun: nothing was made that could be looked at
      if (!reviewed.includes(change.state) || !change.startedAt)
        throw conflict('not_made_yet', 'The review of a change asks for improvements, once it was made.');
      const details = await this.improvements.commitIn(tx, said, change.reference);
      await this.stores.writing.touch(tx, change.id, now);
      await this.stores.record.say(tx, change.id, now, 'change.linked', {
        audience: 'internal',
        kind: 'improvement',
        targetId: details.improvement.id,
        relation: 'follow_up',
      });
      return details;
    });
  }
}

function assertWriter(actor: Actor, { institutionId, inside, serviceIds }: Change): void {
  if (institutionId !== actor.institution.id || !inside)
    throw forbidden('What is learned from a change is a matter of those who make it.');
  if (!serviceIds.some((id) => can(actor, 'improvement.write', id))) throw forbidden('None of your roles allows this.');
}
