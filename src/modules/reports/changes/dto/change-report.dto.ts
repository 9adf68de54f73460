import { ApiProperty } from '@nestjs/swagger';

export class ChangeSuccessDto {
  changes: number;
  successful: number;
  withIssues: number;
  backedOut: number;
  failed: number;
  unauthorised: number;

  /** Of a hundred, those that stayed in place and were authorised, to one decimal; null of none. */
  @ApiProperty({ type: Number, nullable: true })
  workedPercent: number | null;
}

export class ServiceSuccessDto extends ChangeSuccessDto {
  /** Code of a service. A change of two services counts for each. */
  service: string;
}

export class SucceededModelDto {
  id: string;
  title: string;
}

export class ModelSuccessDto extends ChangeSuccessDto {
  /** Null: those that followed none. */
  @ApiProperty({ type: SucceededModelDto, nullable: true })
  model: SucceededModelDto | null;
}

export class RiskSuccessDto extends ChangeSuccessDto {
  @ApiProperty({ enum: ['low', 'medium', 'high'] })
  risk: string;
}

export class ImplementerDto {
  id: string;
  name: string;
}

export class ImplementerSuccessDto extends ChangeSuccessDto {
  implementer: ImplementerDto;
}

export class EmergencyShareDto {
  changes: number;

  /** Of all that ended, to one decimal; null of none. */
  @ApiProperty({ type: Number, nullable: true })
  percent: number | null;
}

export class LeadTimeDto {
  /** Of so many. */
  changes: number;

  /** In days, to two decimals, by the nearest rank; null of none. */
  @ApiProperty({ type: Number, nullable: true })
  median: number | null;

  @ApiProperty({ type: Number, nullable: true })
  p90: number | null;
}

export class NoticeKeptDto {
  /** Changes that ask for notice. */
  asked: number;

  /** Of these, those that began with it kept. */
  kept: number;
}

export class InterruptionDto {
  changes: number;

  /** On average, to one decimal; null of none. */
  @ApiProperty({ type: Number, nullable: true })
  plannedMinutes: number | null;

  @ApiProperty({ type: Number, nullable: true })
  realMinutes: number | null;
}

export class LeadTimesDto {
  decidedToStarted: LeadTimeDto;
  startedToEnded: LeadTimeDto;
}

export class AllLeadTimesDto extends LeadTimesDto {
  openedToDecided: LeadTimeDto;
}

export class OwnObjectionsDto {
  /** Raised in these months. */
  number: number;
  withdrawn: number;

  /** Changes of which they made another class. */
  turned: number;
}

export class ObjectionsByDto {
  /** Code of an institution. */
  institution: string;
  number: number;
}

export class AllObjectionsDto extends OwnObjectionsDto {
  @ApiProperty({ type: [ObjectionsByDto] })
  byInstitution: ObjectionsByDto[];
}

export class IncidentsCausedDto {
  incidents: number;

  /** Changes that caused any. */
  changes: number;
}

/** Of changes that ended in these months. */
export class ConcerningFiguresDto {
  success: ChangeSuccessDto;

  @ApiProperty({ type: [ServiceSuccessDto] })
  byService: ServiceSuccessDto[];

  @ApiProperty({ type: [RiskSuccessDto] })
  byRisk: RiskSuccessDto[];
  emergencies: EmergencyShareDto;
  lead: LeadTimesDto;
  notice: NoticeKeptDto;
  interruption: InterruptionDto;

  /** The own ones. */
  objections: OwnObjectionsDto;
}

export class MadeFiguresDto extends ConcerningFiguresDto {
  @ApiProperty({ type: [ModelSuccessDto] })
  byModel: ModelSuccessDto[];

  /** For change managers and managers; null for everybody else. */
  @ApiProperty({ type: [ImplementerSuccessDto], nullable: true })
  byImplementer: ImplementerSuccessDto[] | null;
  declare lead: AllLeadTimesDto;
  incidentsCaused: IncidentsCausedDto;

  /** All that were raised. */
  declare objections: AllObjectionsDto;
}

export class ChangeReportDto {
  /** First and last month, both within. */
  from: string;
  to: string;
  at: string;

  /** Changes of the own institution; null for who reads none of them. */
  @ApiProperty({ type: MadeFiguresDto, nullable: true })
  made: MadeFiguresDto | null;

  /** Changes of other institutions that affect the own one; null for who reads none of them. */
  @ApiProperty({ type: ConcerningFiguresDto, nullable: true })
  concerning: ConcerningFiguresDto | null;
}
