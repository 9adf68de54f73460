import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  ReferencePipe,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { AddTaskDto, ChangeTaskDto, TaskDto, toTaskDto } from './dto/task.dto.js';
import { EnterTimeDto, TimeSpentDto, TimeSpentPageDto, toTimeSpentDto } from './dto/time-spent.dto.js';
import { TasksService } from './tasks.service.js';
import { TimeSpentService } from './time-spent.service.js';

@ApiTags('tickets')
@Controller('tickets/:reference')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly times: TimeSpentService,
  ) {}

  /** What is to be done on a ticket of one's institution, in its order. */
  @Get('tasks')
  @Allow('task.read')
  @ApiPage(TaskDto)
  @Refuses(403)
  async list(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<Page<TaskDto>> {
    return { items: (await this.tasks.list(actor, reference)).map(toTaskDto), nextCursor: null };
  }

  @Post('tasks')
  @Idempotent()
  @Allow('task.write')
  @ApiCreatedResponse({ type: TaskDto })
  @Refuses(403, 404, 409, 422)
  async add(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Body() body: AddTaskDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TaskDto> {
    const task = await this.tasks.add({ actor, reference }, body);
    setEtag(reply, task.version);
    return toTaskDto(task);
  }

  /** Changes a task, or marks it done or undone. */
  @Patch('tasks/:id')
  @Allow('task.write')
  @ApiOkResponse({ type: TaskDto })
  @Refuses(403, 404, 409, 422)
  async change(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeTaskDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TaskDto> {
    const task = await this.tasks.change({ actor, reference, ifMatch }, id, body);
    setEtag(reply, task.version);
    return toTaskDto(task);
  }

  /** The time that one's own side spent on a ticket, in the order in which it was entered. */
  @Get('time-spent')
  @Allow('time_spent.read')
  @ApiOkResponse({ type: TimeSpentPageDto })
  @Refuses(403)
  async time(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<TimeSpentPageDto> {
    const { items, nextCursor, totalMinutes } = await this.times.list(actor, reference, limit, cursor);
    return { items: items.map(toTimeSpentDto), nextCursor, totalMinutes };
  }

  /** Enters time that one spent oneself. */
  @Post('time-spent')
  @Idempotent()
  @Allow('time_spent.enter')
  @ApiCreatedResponse({ type: TimeSpentDto })
  @Refuses(403, 404, 422)
  async enter(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Body() body: EnterTimeDto,
  ): Promise<TimeSpentDto> {
    return toTimeSpentDto(await this.times.enter({ actor, reference }, body));
  }

  /** Takes back what one entered, within a day. */
  @Delete('time-spent/:id')
  @HttpCode(204)
  @Allow('time_spent.enter')
  @ApiNoContentResponse()
  @Refuses(403, 404, 409)
  async withdraw(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('id', UuidPipe) id: string,
  ): Promise<void> {
    await this.times.withdraw({ actor, reference }, id);
  }
}
