import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { MakeTeamDto, SaveTeamDto, TeamDto } from './dto/teams.dto.js';
import { TeamsService } from './teams.service.js';
import type { ShownTeam } from './teams.store.js';

@ApiTags('teams')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  /** The teams of one's own sides, by name. */
  @Get()
  @Allow('team.read')
  @ApiPage(TeamDto)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<TeamDto>> {
    const { items, nextCursor } = await this.teams.list(actor, limit, cursor);
    return { items: items.map(toTeamDto), nextCursor };
  }

  @Get(':id')
  @Allow('team.read')
  @ApiOkResponse({ type: TeamDto })
  async read(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TeamDto> {
    return answer(reply, await this.teams.read(actor, id));
  }

  @Post()
  @Idempotent()
  @Allow('team.manage')
  @ApiCreatedResponse({ type: TeamDto })
  @Refuses(403, 409, 422)
  async make(
    @Acting() actor: Actor,
    @Body() { side, ...wish }: MakeTeamDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TeamDto> {
    return answer(reply, await this.teams.make(actor, side, wish));
  }

  @Put(':id')
  @Allow('team.manage')
  @ApiOkResponse({ type: TeamDto })
  @Refuses(403, 404, 409, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() version: number | undefined,
    @Body() wish: SaveTeamDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TeamDto> {
    return answer(reply, await this.teams.change(actor, id, version, wish));
  }
}

function answer(reply: Reply, team: ShownTeam): TeamDto {
  setEtag(reply, team.version);
  return toTeamDto(team);
}

function toTeamDto({ id, side, name, mode, takes, services, kinds, position, members, version }: ShownTeam): TeamDto {
  return { id, side, name, mode, takes, services, kinds, position, members, version };
}
