import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, formatInstant, Refuses, UuidPipe } from '../../../http/index.js';
import { ErasePersonDto, ErasureDto } from './dto/erasure.dto.js';
import { ErasingService } from './erasing.service.js';
import type { Erasure } from './erasure.store.js';

@ApiTags('privacy')
@Controller('people/:id')
export class ErasureController {
  constructor(private readonly erasing: ErasingService) {}

  /**
   * Erases somebody who has left: who they were, what they asked for and were answered, and their name and address in what
   * others wrote. The account goes at once, the rest in parts; asked again it says how far it is. It cannot be taken back.
   * What waits for them, or was asked for by them and is not over, has to be handed over or ended first: 409, which names it.
   */
  @Post('erase')
  @HttpCode(202)
  @Allow('person.erase')
  @Refuses(403, 409, 422)
  async erase(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { email }: ErasePersonDto,
  ): Promise<ErasureDto> {
    return toDto(await this.erasing.ask(actor, id, email));
  }

  /** How far the erasure of somebody is; 404 when it was never asked for. */
  @Get('erasure')
  @Allow('person.erase')
  @Refuses(403)
  async show(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<ErasureDto> {
    return toDto(await this.erasing.show(actor, id));
  }
}

function toDto({ personId, state, askedAt, doneAt }: Erasure): ErasureDto {
  const ended = doneAt && formatInstant(doneAt);
  return { id: personId, state, askedAt: formatInstant(askedAt), doneAt: ended };
}
