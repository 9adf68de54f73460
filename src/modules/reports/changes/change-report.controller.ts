import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses } from '../../../http/index.js';
import { ChangeReportService, type ChangeReport } from './change-report.service.js';
import { ChangeReportQueryDto } from './dto/change-report-query.dto.js';
import { ChangeReportDto } from './dto/change-report.dto.js';

@ApiTags('reports')
@Controller('reports/changes')
export class ChangeReportController {
  constructor(private readonly reports: ChangeReportService) {}

  /** How changes that ended in these months went: those that the own institution makes, and those that concern it. */
  @Get()
  @Allow('report.read')
  @Refuses(400)
  @ApiOkResponse({ type: ChangeReportDto })
  async read(
    @Acting() actor: Actor,
    @Query() { service, institution, from, to }: ChangeReportQueryDto,
  ): Promise<ChangeReportDto> {
    return toReportDto(await this.reports.read(actor, { service, institution, from, to }));
  }
}

function toReportDto({ from, to, at, made, concerning }: ChangeReport): ChangeReportDto {
  return {
    from,
    to,
    at,
    made: made && {
      success: made.success,
      byService: made.byService,
      byModel: made.byModel,
      byRisk: made.byRisk,
      byImplementer: made.isNamed ? made.byImplementer : null,
      emergencies: made.emergencies,
      lead: made.lead,
      incidentsCaused: made.incidentsCaused,
      notice: made.notice,
      interruption: made.interruption,
      objections: made.objections,
    },
    concerning: concerning && toConcerningDto(concerning),
  };
}

/** Neither how long it was prepared, nor by whom, nor what came of it elsewhere, nor who else objects. */
function toConcerningDto(concerning: NonNullable<ChangeReport['concerning']>): ChangeReportDto['concerning'] {
  const { success, byService, byRisk, emergencies, lead, notice, interruption, objections } = concerning;
  const { decidedToStarted, startedToEnded } = lead;
  const { number, withdrawn, turned } = objections;
  return {
    success,
    byService,
    byRisk,
    emergencies,
    lead: { decidedToStarted, startedToEnded },
    notice,
    interruption,
    objections: { number, withdrawn, turned },
  };
}
