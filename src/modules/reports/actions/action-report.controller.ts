import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses } from '../../../http/index.js';
import { MonthsQueryDto } from '../dto/months-query.dto.js';
import { ActionReportService, type ActionReport, type SideReport } from './action-report.service.js';
import { ActionReportDto, SideReportDto } from './dto/action-report.dto.js';

@ApiTags('reports')
@Controller('reports/actions')
export class ActionReportController {
  constructor(private readonly reports: ActionReportService) {}

  /**
   * How actions went that one's side ran to an end in these months, how long incidents took that were restored in them, with
   * an action and without; and for who runs services what stands in the catalogue, and what became of improvements.
   */
  @Get()
  @Allow('report.actions')
  @Refuses(400)
  @ApiOkResponse({ type: ActionReportDto })
  async read(@Acting() actor: Actor, @Query() { service, from, to }: MonthsQueryDto): Promise<ActionReportDto> {
    return toReportDto(await this.reports.read(actor, { service, from, to }));
  }
}

function toReportDto({ from, to, at, level1, provider }: ActionReport): ActionReportDto {
  return {
    from,
    to,
    at,
    level1: level1 && toSideDto(level1),
    provider:
      provider &&
      Object.assign(toSideDto(provider), { catalogue: provider.catalogue, improvements: provider.improvements }),
  };
}

function toSideDto({ byAction, restore, ...figures }: SideReport): SideReportDto {
  const { runs, worked, partly, noEffect, madeWorse, abandoned, success, medianMinutes } = figures;
  return { ...{ runs, worked, partly, noEffect, madeWorse, abandoned, success, medianMinutes }, byAction, restore };
}
