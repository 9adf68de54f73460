import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { conflict, type FieldError } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import type { WrittenInside } from '../stores/change-writing.store.js';
import type { RiskLevel } from '../domain/classing.js';
import { riskOf, type Assessment, type RiskFlaw } from '../domain/risk.js';
import { SimilarStore } from '../stores/similar.store.js';
import { shownStanding } from '../standing/models/domain/model.js';
import { ChangeModelsStore } from '../standing/models/models.store.js';
import { StandingQuestionnaires } from '../standing/questionnaires/standing-questionnaires.js';

export interface Assessed {
  risk: RiskLevel;
  /** By which questionnaire; null for what follows an approved model. */
  questionnaireId: string | null;
  /** Where its points come from; null while the questionnaire is not answered. */
  assessment: Assessment | null;
  /** What is still missing of the answers, or names nothing. */
  flaws: FieldError[];
  /** It follows a model that is approved, neither expired nor suspended. */
  followsModel: boolean;
}

/**
 * How risky a change is: by the questionnaire of its first service, and by how similar ones went. What follows an approved
 * model was judged when that was. Nobody knows the risk of what was not asked: it counts as medium until it is.
 */
@Injectable()
export class Assessing {
  constructor(
    private readonly models: ChangeModelsStore,
    private readonly questionnaires: StandingQuestionnaires,
    private readonly similar: SimilarStore,
  ) {}

  async assess(
    tx: Transaction,
    serviceIds: readonly string[],
    inside: Pick<WrittenInside, 'modelId' | 'answers'>,
    at: Date,
  ): Promise<Assessed> {
    if (inside.modelId !== null) {
      const model = await this.models.byId(tx, inside.modelId);
      if (shownStanding(model, at) === 'approved')
        return { risk: 'low', questionnaireId: null, assessment: null, flaws: [], followsModel: true };
    }
    const questionnaire = await this.questionnaires.questionnaireFor(tx, serviceIds[0] ?? '');
    const similar = await this.similar.of(tx, { serviceIds, modelId: inside.modelId }, at);
    const outcome = riskOf(questionnaire, inside.answers, similar);
    const common = { questionnaireId: questionnaire.id, followsModel: false };
    return outcome.ok
      ? { ...common, risk: outcome.value.level, assessment: outcome.value, flaws: [] }
      : { ...common, risk: 'medium', assessment: null, flaws: outcome.flaws.map(errorOf) };
  }

  /**
   * Refuses (409) what is standard by a model that holds no longer. One that expired after it was scheduled stops nothing: it
   * held when that was decided.
   */
  async assertModelHolds(tx: Transaction, { class: kind, state, inside }: Change, at: Date): Promise<void> {
    if (kind !== 'standard' || !inside?.modelId) return;
    const standing = shownStanding(await this.models.byId(tx, inside.modelId), at);
    if (standing !== 'approved' && !(standing === 'expired' && state === 'scheduled'))
      throw conflict(
        'model_not_approved',
        `The model that it follows is ${standing}: edited, it is decided as another.`,
      );
  }
}

const messages: Readonly<Record<RiskFlaw['code'], string>> = {
  unanswered: 'This question is not answered.',
  unknown_question: 'The questionnaire asks no such question.',
  unknown_choice: 'This is none of the answers to choose from.',
};

function errorOf({ code, question }: RiskFlaw): FieldError {
  return { pointer: `/answers/${question.replaceAll('~', '~0').replaceAll('/', '~1')}`, code, message: messages[code] };
}
