import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Refuses } from '../../http/index.js';
import { DueAnswerDto, DueQuestionDto } from './dto/due.dto.js';
import { ElapsedAnswerDto, ElapsedQuestionDto } from './dto/elapsed.dto.js';
import { ServiceHoursService } from './service-hours.service.js';

@ApiTags('working time')
@Allow('working_time.compute')
@Controller('service-hours')
export class ServiceHoursController {
  constructor(private readonly serviceHours: ServiceHoursService) {}

  /** When so much working time from an instant on is used up, and what counted until then. */
  @Post('due')
  @HttpCode(200)
  @ApiOkResponse({ type: DueAnswerDto })
  @Refuses(422)
  due(@Body() question: DueQuestionDto): Readonly<DueAnswerDto> {
    return this.serviceHours.due(question);
  }

  /** How much working time lies between two instants, and what counted. */
  @Post('elapsed')
  @HttpCode(200)
  @ApiOkResponse({ type: ElapsedAnswerDto })
  @Refuses(422)
  elapsed(@Body() question: ElapsedQuestionDto): Readonly<ElapsedAnswerDto> {
    return this.serviceHours.elapsed(question);
  }
}
