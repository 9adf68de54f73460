import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, Idempotent, Refuses } from '../../http/index.js';
import { OwnTargetsDto, RecordedTargetsDto, RecordTargetsDto } from './dto/targets.dto.js';
import { TargetsService } from './targets.service.js';

@ApiTags('catalogue')
@Controller('targets')
export class TargetsController {
  constructor(private readonly targets: TargetsService) {}

  /** What one's institution promises its own people: what holds now, and what will. */
  @Get()
  @Allow('targets.read')
  @ApiOkResponse({ type: OwnTargetsDto })
  read(@Acting() actor: Actor): Promise<Readonly<OwnTargetsDto>> {
    return this.targets.read(actor);
  }

  /**
   * Records what the institution promises its own people from an instant on. A target that is shorter than that of a
   * running agreement is saved, with a warning.
   */
  @Post()
  @Idempotent()
  @Allow('targets.record')
  @ApiCreatedResponse({ type: RecordedTargetsDto })
  @Refuses(403, 422)
  record(@Acting() actor: Actor, @Body() body: RecordTargetsDto): Promise<Readonly<RecordedTargetsDto>> {
    return this.targets.record(actor, body);
  }
}
