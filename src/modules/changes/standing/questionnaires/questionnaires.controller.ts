import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  Idempotent,
  PageQueryDto,
  Refuses,
  type Page,
} from '../../../../http/index.js';
import type { AskedQuestion, PublishedQuestionnaire } from './domain/questionnaire.js';
import { PublishQuestionnaireDto, QuestionnaireDto } from './dto/questionnaire.dto.js';
import { QuestionnairesService } from './questionnaires.service.js';

/** What is asked about a change before its risk is said. */
@ApiTags('risk questionnaires')
@Controller('services/:code/risk-questionnaire')
export class QuestionnairesController {
  constructor(private readonly questionnaires: QuestionnairesService) {}

  /** The one in force, for staff of those whom the service concerns. */
  @Get()
  @Allow('risk_questionnaire.read')
  @ApiOkResponse({ type: QuestionnaireDto })
  @Refuses(403, 404)
  async read(@Acting() actor: Actor, @Param('code') code: string): Promise<QuestionnaireDto> {
    return toQuestionnaireDto(await this.questionnaires.read(actor, code));
  }

  /** By a change manager of the lead provider; in force from now on. Assessments made before keep their version. */
  @Post()
  @Idempotent()
  @Allow('risk_questionnaire.publish')
  @ApiCreatedResponse({ type: QuestionnaireDto })
  @Refuses(403, 404, 422)
  async publish(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Body() { questions, mediumFrom, highFrom }: PublishQuestionnaireDto,
  ): Promise<QuestionnaireDto> {
    const written = { questions: questions.map(plain), mediumFrom, highFrom };
    return toQuestionnaireDto(await this.questionnaires.publish(actor, code, written));
  }

  /** Every version, the newest first. */
  @Get('versions')
  @Allow('risk_questionnaire.read')
  @ApiPage(QuestionnaireDto)
  @Refuses(403, 404)
  async versions(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<QuestionnaireDto>> {
    const page = await this.questionnaires.versions(actor, code, limit, cursor);
    return { items: page.items.map(toQuestionnaireDto), nextCursor: page.nextCursor };
  }
}

function toQuestionnaireDto(one: PublishedQuestionnaire): QuestionnaireDto {
  const { id, version, questions, mediumFrom, highFrom, publishedAt } = one;
  return {
    id,
    version,
    isBuiltIn: publishedAt === null,
    questions: questions.map(plain),
    mediumFrom,
    highFrom,
    publishedAt: publishedAt ? formatInstant(publishedAt) : null,
  };
}

const plain = ({ id, text, choices }: AskedQuestion) => ({
  id,
  text: { fr: text.fr, en: text.en },
  choices: choices.map(({ id: choice, label, points }) => ({
    id: choice,
    label: { fr: label.fr, en: label.en },
    points,
  })),
});
