import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ApiPage, Idempotent, PageQueryDto, Refuses, UuidPipe, type Page } from '../../http/index.js';
import { RecordHoursDto } from './dto/hours-input.dto.js';
import { OwnHoursDto, RecordedHoursDto } from './dto/own-hours.dto.js';
import { OwnHoursService } from './own-hours.service.js';

@ApiTags('working time')
@Controller('service-hours')
export class OwnHoursController {
  constructor(private readonly hours: OwnHoursService) {}

  /** The service hours of one's institution, by name: what holds now, and what will. */
  @Get()
  @Allow('hours.read')
  @ApiPage(OwnHoursDto)
  list(@Acting() actor: Actor, @Query() query: PageQueryDto): Promise<Page<Readonly<OwnHoursDto>>> {
    return this.hours.list(actor, query);
  }

  /**
   * Records a new version of own service hours, which takes effect when it says. Holidays of the region are stored as
   * dates, ten years ahead. What is left out is not taken over from the version before. Agreements keep their own hours.
   */
  @Post(':id/versions')
  @Idempotent()
  @Allow('hours.record')
  @ApiCreatedResponse({ type: RecordedHoursDto })
  @Refuses(403, 422)
  record(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() body: RecordHoursDto,
  ): Promise<Readonly<RecordedHoursDto>> {
    return this.hours.record(actor, id, body);
  }
}
