import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import { builtIn } from './domain/built-in.js';
import type { PublishedQuestionnaire } from './domain/questionnaire.js';
import { QuestionnairesStore } from './questionnaires.store.js';

/** By which questionnaire the risk of a change is judged. */
@Injectable()
export class StandingQuestionnaires {
  constructor(private readonly questionnaires: QuestionnairesStore) {}

  /** The one in force for a service: what its lead provider recorded last, else the one that every service begins with. */
  async questionnaireFor(tx: Transaction, serviceId: string): Promise<PublishedQuestionnaire> {
    const [newest] = await this.questionnaires.newest(tx, serviceId, 1, undefined);
    return newest ?? builtIn;
  }

  /** The one that an assessment named; undefined for an id that is none, or none for this actor. */
  async questionnaireVersion(tx: Transaction, id: string): Promise<PublishedQuestionnaire | undefined> {
    return id === builtIn.id ? builtIn : this.questionnaires.byId(tx, id);
  }
}
