import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses, UuidPipe } from '../../../http/index.js';
import { ProposeVersionDto } from '../../catalogue/index.js';
import { PreviewDto } from './dto/preview.dto.js';
import { PreviewService } from './preview.service.js';

@ApiTags('reports')
@Controller('agreements/:id')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  /** Which timers of open tickets would move, from when to when, if this version were accepted now. */
  @Post('preview')
  @HttpCode(200)
  @Allow('agreement.propose')
  @ApiOkResponse({ type: PreviewDto })
  @Refuses(403, 409, 422)
  preview(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() body: ProposeVersionDto,
  ): Promise<PreviewDto> {
    return this.previews.preview(actor, id, body);
  }
}
