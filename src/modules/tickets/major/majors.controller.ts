import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, Idempotent, Refuses, UuidPipe, type Page } from '../../../http/index.js';
import {
  DeclareMajorDto,
  EndMajorDto,
  MajorDetailsDto,
  MajorDto,
  MajorQueryDto,
  MajorUpdateInputDto,
  toMajorDetailsDto,
  toMajorDto,
} from './dto/major.dto.js';
import { MajorsService } from './majors.service.js';

/** What many institutions suffer from at once. */
@ApiTags('major incidents')
@Controller('major-incidents')
export class MajorsController {
  constructor(private readonly majors: MajorsService) {}

  /** Those that were announced to the own institution, the newest first. With `open=true` the banner. */
  @Get()
  @Allow('major.read')
  @ApiPage(MajorDto)
  async list(
    @Acting() actor: Actor,
    @Query() { service, open, limit = 50, cursor }: MajorQueryDto,
  ): Promise<Page<MajorDto>> {
    const page = await this.majors.list(actor, { service, open, limit, cursor });
    return { items: page.items.map(toMajorDto), nextCursor: page.nextCursor };
  }

  @Get(':id')
  @Allow('major.read')
  @ApiOkResponse({ type: MajorDetailsDto })
  @Refuses(403, 404)
  async one(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<MajorDetailsDto> {
    return toMajorDetailsDto(await this.majors.one(actor, id));
  }

  /** Declares one, and announces it to every institution with an agreement on the service that runs. */
  @Post()
  @Idempotent()
  @Allow('major.declare')
  @ApiCreatedResponse({ type: MajorDetailsDto })
  @Refuses(403, 409, 422)
  async declare(@Acting() actor: Actor, @Body() body: DeclareMajorDto): Promise<MajorDetailsDto> {
    return toMajorDetailsDto(await this.majors.declare(actor, body));
  }

  /** Says where it stands, to all of them. */
  @Post(':id/updates')
  @Idempotent()
  @Allow('major.declare')
  @ApiCreatedResponse({ type: MajorDetailsDto })
  @Refuses(403, 404, 409)
  async update(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { text, forRequesters }: MajorUpdateInputDto,
  ): Promise<MajorDetailsDto> {
    return toMajorDetailsDto(await this.majors.update(actor, id, text, forRequesters === true));
  }

  /** It is over: what hangs on it is resolved with this text, each ticket by itself; those with an open escalation are left. */
  @Post(':id/end')
  @HttpCode(200)
  @Allow('major.declare')
  @ApiOkResponse({ type: MajorDetailsDto })
  @Refuses(403, 404, 409)
  async end(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { text, code = 'fixed' }: EndMajorDto,
  ): Promise<MajorDetailsDto> {
    return toMajorDetailsDto(await this.majors.end(actor, id, code, text));
  }
}
