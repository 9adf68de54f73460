import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  ReferencePipe,
  Refuses,
  UuidPipe,
  type Page,
} from '../../../http/index.js';
import {
  AlertHierarchyDto,
  DecideHierarchyDto,
  HierarchicalEscalationDto,
  HierarchyQueryDto,
  toHierarchicalEscalationDto,
} from './dto/hierarchy.dto.js';
import { HierarchyService } from './hierarchy.service.js';

@ApiTags('hierarchical escalations')
@Controller()
export class HierarchyController {
  constructor(private readonly hierarchy: HierarchyService) {}

  /** Asks managers to decide. It tells them, and moves and stops nothing; at most one is open on each side. */
  @Post('tickets/:reference/alert-hierarchy')
  @Idempotent()
  @Allow('hierarchy.alert')
  @ApiCreatedResponse({ type: HierarchicalEscalationDto })
  @Refuses(403, 404, 409, 422)
  async alert(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { to, reason, decisionDueAt }: AlertHierarchyDto,
  ): Promise<HierarchicalEscalationDto> {
    const alert = { to, reason, decisionDueAt: new Date(decisionDueAt) };
    return toHierarchicalEscalationDto(await this.hierarchy.alert({ actor, reference, ifMatch }, alert));
  }

  /** What managers were asked, newest first: by one's own side, and across to one's institution as lead provider. */
  @Get('hierarchical-escalations')
  @Allow('hierarchy.read')
  @ApiPage(HierarchicalEscalationDto)
  async list(
    @Acting() actor: Actor,
    @Query() { open, limit = 50, cursor }: HierarchyQueryDto,
  ): Promise<Page<HierarchicalEscalationDto>> {
    const page = await this.hierarchy.list(actor, { isOpen: open, limit, cursor });
    return { items: page.items.map(toHierarchicalEscalationDto), nextCursor: page.nextCursor };
  }

  /** Decides, once, as a manager who was asked. What follows from it is for people to do. */
  @Post('hierarchical-escalations/:id/decide')
  @HttpCode(200)
  @Allow('hierarchy.decide')
  @ApiOkResponse({ type: HierarchicalEscalationDto })
  @Refuses(403, 404, 409)
  async decide(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { decision, text }: DecideHierarchyDto,
  ): Promise<HierarchicalEscalationDto> {
    return toHierarchicalEscalationDto(await this.hierarchy.decide(actor, id, decision, text));
  }
}
