import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  IfMatch,
  PageQueryDto,
  ReferencePipe,
  Refuses,
  UuidPipe,
  type Page,
} from '../../../http/index.js';
import { ApprovalsService } from './approvals.service.js';
import { DecidingService } from './deciding.service.js';
import {
  ApprovalDto,
  ApprovalLineDto,
  DecideDto,
  ReassignDto,
  ReassignedDto,
  toApprovalDto,
  toApprovalLineDto,
  toReassignedDto,
} from './dto/approval.dto.js';

@ApiTags('approvals')
@Controller()
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalsService,
    private readonly deciding: DecidingService,
  ) {}

  /** What waits for one's own decision, the oldest first. */
  @Get('approvals')
  @Allow('approval.decide')
  @ApiPage(ApprovalLineDto)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<ApprovalLineDto>> {
    const page = await this.approvals.waitingFor(actor, limit, cursor);
    return { items: page.items.map(toApprovalLineDto), nextCursor: page.nextCursor };
  }

  /** What is decided on: who asks for what. Reading decides nothing. */
  @Get('approvals/:id')
  @Allow('approval.decide')
  @ApiOkResponse({ type: ApprovalDto })
  async one(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<ApprovalDto> {
    return toApprovalDto(await this.approvals.read(actor, id));
  }

  /** Approves, so that work can begin, or rejects, which cancels the ticket. Once, and for whoever was asked. */
  @Post('tickets/:reference/approval')
  @HttpCode(200)
  @Allow('approval.decide')
  @ApiOkResponse({ type: ApprovalDto })
  @Refuses(403, 404, 409, 422)
  async decide(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { decision, reason }: DecideDto,
  ): Promise<ApprovalDto> {
    return toApprovalDto(await this.deciding.decide({ actor, reference, ifMatch }, decision, reason));
  }

  /** Puts the decision to somebody else. */
  @Post('tickets/:reference/approval/reassign')
  @HttpCode(200)
  @Allow('approval.reassign')
  @ApiOkResponse({ type: ReassignedDto })
  @Refuses(403, 404, 409, 422)
  async reassign(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { approver }: ReassignDto,
  ): Promise<ReassignedDto> {
    return toReassignedDto(await this.deciding.reassign({ actor, reference, ifMatch }, approver));
  }
}
