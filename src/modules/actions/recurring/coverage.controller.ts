import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses } from '../../../http/index.js';
import { CoverageService } from './coverage.service.js';
import { CoverageDto, toCoverageDto } from './dto/coverage.dto.js';

@ApiTags('plans of actions')
@Controller('services/:code/coverage')
export class CoverageController {
  constructor(private readonly coverage: CoverageService) {}

  /** What goes wrong on a service, or could, and has no action, plan or result against it; for those who run it. */
  @Get()
  @Allow('coverage.read')
  @ApiOkResponse({ type: CoverageDto })
  @Refuses(403)
  async of(@Acting() actor: Actor, @Param('code') code: string): Promise<CoverageDto> {
    return toCoverageDto(await this.coverage.of(actor, code));
  }
}
