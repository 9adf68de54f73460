import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses, UuidPipe } from '../../../http/index.js';
import { RecordTargetsDto } from '../../catalogue/index.js';
import { RecordHoursDto } from '../../service-hours/index.js';
import { PreviewDto } from './dto/preview.dto.js';
import { OwnPreviewService } from './own-preview.service.js';

@ApiTags('reports')
@Controller()
export class OwnPreviewController {
  constructor(private readonly previews: OwnPreviewService) {}

  /** Which user-side timers of own tickets at work would move, from when to when, if these hours were recorded now. */
  @Post('service-hours/:id/preview')
  @HttpCode(200)
  @Allow('hours.record')
  @ApiOkResponse({ type: PreviewDto })
  @Refuses(403, 422)
  ofHours(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() body: RecordHoursDto,
  ): Promise<PreviewDto> {
    return this.previews.ofHours(actor, id, body);
  }

  /** Which user-side timers of own tickets at work would move, from when to when, if these targets were recorded now. */
  @Post('targets/preview')
  @HttpCode(200)
  @Allow('targets.record')
  @ApiOkResponse({ type: PreviewDto })
  @Refuses(403, 422)
  ofTargets(@Acting() actor: Actor, @Body() body: RecordTargetsDto): Promise<PreviewDto> {
    return this.previews.ofTargets(actor, body);
  }
}
