import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  NoFieldsDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import type { ActionPlan } from './domain/plan.js';
import { ChangePlanDto, MakePlanDto, PlanQueryDto } from './dto/plan-input.dto.js';
import { ActionPlanDto, toActionPlanDto } from './dto/plan.dto.js';
import { PlanMovesService } from './plan-moves.service.js';
import { PlansService } from './plans.service.js';

@ApiTags('plans of actions')
@Controller('action-plans')
export class PlansController {
  constructor(
    private readonly plans: PlansService,
    private readonly moves: PlanMovesService,
  ) {}

  /** Plans of controls and preventive actions of one's institution, in the order in which they were made. */
  @Get()
  @Allow('action_plan.read')
  @ApiPage(ActionPlanDto)
  async list(@Acting() actor: Actor, @Query() query: PlanQueryDto): Promise<Page<ActionPlanDto>> {
    const { service, action, state: states, overdue: isOverdue, limit = 50, cursor } = query;
    const page = await this.plans.list(actor, { service, action, states, isOverdue, limit }, cursor);
    return { items: page.items.map(toActionPlanDto), nextCursor: page.nextCursor };
  }

  @Post()
  @Allow('action_plan.keep')
  @ApiCreatedResponse({ type: ActionPlanDto })
  @Refuses(403, 409, 422)
  @Idempotent()
  async make(
    @Acting() actor: Actor,
    @Body() body: MakePlanDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionPlanDto> {
    return answered(reply, await this.plans.make(actor, body));
  }

  @Get(':id')
  @Allow('action_plan.read')
  @ApiOkResponse({ type: ActionPlanDto })
  @Refuses(403)
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionPlanDto> {
    return answered(reply, await this.plans.read(actor, id));
  }

  /** Changes what opens, or when. It goes on with the first date that lies ahead. */
  @Patch(':id')
  @Allow('action_plan.keep')
  @ApiOkResponse({ type: ActionPlanDto })
  @Refuses(403, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangePlanDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionPlanDto> {
    return answered(reply, await this.plans.change(actor, id, ifMatch, body));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Allow('action_plan.keep')
  @ApiOkResponse({ type: ActionPlanDto })
  @Refuses(403, 404, 409)
  async pause(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionPlanDto> {
    return answered(reply, await this.moves.pause(actor, id, ifMatch));
  }

  /** Goes on with the first date that lies ahead, in the name of whoever resumes it. */
  @Post(':id/resume')
  @HttpCode(200)
  @Allow('action_plan.keep')
  @ApiOkResponse({ type: ActionPlanDto })
  @Refuses(403, 404, 409, 422)
  async resume(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionPlanDto> {
    return answered(reply, await this.moves.resume(actor, id, ifMatch));
  }

  /** Removes it with its dates and what was measured. The tickets that it opened stay, and so do the runs. */
  @Delete(':id')
  @HttpCode(204)
  @Allow('action_plan.keep')
  @ApiNoContentResponse()
  @Refuses(403)
  async remove(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
  ): Promise<void> {
    await this.plans.remove(actor, id, ifMatch);
  }
}

function answered(reply: Reply, plan: ActionPlan): ActionPlanDto {
  setEtag(reply, plan.version);
  return toActionPlanDto(plan);
}
