import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, Idempotent, Refuses, setEtag, type Reply } from '../../../http/index.js';
import { CommitImprovementDto, ImprovementDetailsDto, toImprovementDetailsDto } from '../../actions/index.js';
import { ChangeImprovementsService } from './change-improvements.service.js';

/** What the review of a change asks for. */
@ApiTags('changes', 'improvements')
@Controller('changes/:change/improvements')
export class ChangeImprovementsController {
  constructor(private readonly improvements: ChangeImprovementsService) {}

  /** As `POST /improvements`; it names the change. `GET /improvements?change=` lists them. */
  @Post()
  @Idempotent()
  @Allow('improvement.write')
  @ApiCreatedResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409, 422)
  async commit(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() body: CommitImprovementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    const details = await this.improvements.commit(actor, reference, body);
    setEtag(reply, details.improvement.version);
    return toImprovementDetailsDto(details);
  }
}
