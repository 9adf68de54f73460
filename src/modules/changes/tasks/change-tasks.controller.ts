import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ChangeReferencePipe,
  formatInstant,
  OrdinalPipe,
  Refuses,
  RequiredIfMatch,
} from '../../../http/index.js';
import { ChangeTasksService, type Tasks } from './change-tasks.service.js';
import { StepsOfChangeDto, EndTaskDto, PutTasksDto } from './dto/task.dto.js';

/** The steps of a change, for those who make it. */
@ApiTags('changes')
@Controller('changes/:change/tasks')
export class ChangeTasksController {
  constructor(private readonly tasks: ChangeTasksService) {}

  @Get()
  @Allow('change.read')
  @ApiOkResponse({ type: StepsOfChangeDto })
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
  ): Promise<StepsOfChangeDto> {
    return toTasksDto(await this.tasks.read(actor, reference));
  }

  /** All of them, in order, while the change has not begun. If-Match: the version of the change. */
  @Put()
  @Allow('change.write')
  @ApiOkResponse({ type: StepsOfChangeDto })
  @Refuses(403, 404, 409, 422)
  async put(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { items }: PutTasksDto,
  ): Promise<StepsOfChangeDto> {
    const planned = items.map(({ kind, title, holder, minutes }) => ({
      kind,
      title,
      holderId: holder ?? null,
      minutes: minutes ?? null,
    }));
    return toTasksDto(await this.tasks.put(actor, reference, ifMatch, planned));
  }

  /** By an implementer, while the change is being made; in order. A go/no-go that failed leaves nothing but backing out. */
  @Post(':n/end')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: StepsOfChangeDto })
  @Refuses(403, 404, 409, 422)
  async end(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @Body() { state, note }: EndTaskDto,
  ): Promise<StepsOfChangeDto> {
    return toTasksDto(await this.tasks.end(actor, reference, n, state, note ?? null));
  }
}

function toTasksDto({ tasks, pointOfNoReturn }: Tasks): StepsOfChangeDto {
  return {
    items: tasks.map(({ position, kind, title, holder, minutes, state, endedAt, endedBy, note }) => ({
      n: position,
      kind,
      title,
      holder,
      minutes,
      state,
      endedAt: endedAt && formatInstant(endedAt),
      endedBy,
      note,
    })),
    pointOfNoReturn: pointOfNoReturn && formatInstant(pointOfNoReturn),
  };
}
