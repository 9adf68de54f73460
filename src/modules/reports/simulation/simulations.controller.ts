import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  NoFieldsDto,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
} from '../../../http/index.js';
import { SimulateDto } from './dto/simulate.dto.js';
import { SimulationDto, WholeSimulationDto } from './dto/simulation.dto.js';
import { SimulationsService } from './simulations.service.js';

@ApiTags('reports')
@Allow('agreement.propose')
@Controller('agreements/:id')
export class SimulationsController {
  constructor(private readonly simulations: SimulationsService) {}

  /** The figure of a past period as it would have been under other terms. Computed by and by; ask for it by its id. */
  @Post('simulate')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: SimulationDto })
  @Refuses(403, 409, 422)
  simulate(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() body: SimulateDto,
  ): Promise<SimulationDto> {
    return this.simulations.simulate(actor, id, body);
  }

  /** The simulations that one's institution asked for, newest first. */
  @Get('simulations')
  @ApiPage(SimulationDto)
  list(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() query: PageQueryDto,
  ): Promise<Page<SimulationDto>> {
    return this.simulations.list(actor, id, query);
  }

  /** One simulation: how far it is, and its result once it is done. */
  @Get('simulations/:simulationId')
  @ApiOkResponse({ type: WholeSimulationDto })
  read(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('simulationId', UuidPipe) simulationId: string,
  ): Promise<WholeSimulationDto> {
    return this.simulations.read(actor, id, simulationId);
  }

  /** Stops one that is queued or running. */
  @Post('simulations/:simulationId/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: SimulationDto })
  @Refuses(403, 409)
  cancel(
    @Acting() actor: Actor,
    @Body() _body: NoFieldsDto,
    @Param('id', UuidPipe) id: string,
    @Param('simulationId', UuidPipe) simulationId: string,
  ): Promise<SimulationDto> {
    return this.simulations.cancel(actor, id, simulationId);
  }
}
