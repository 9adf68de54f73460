import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ApiPage, UuidPipe, type Page } from '../../http/index.js';
import { AgreementsService } from './agreements.service.js';
import { AgreementDetailsDto, AgreementDto } from './dto/agreement.dto.js';
import { AgreementsQueryDto } from './dto/agreements-query.dto.js';

@ApiTags('catalogue')
@Allow('agreement.read')
@Controller('agreements')
export class AgreementsController {
  constructor(private readonly agreements: AgreementsService) {}

  /** The agreements that one's institution is a side of or provides for, by service and institution. */
  @Get()
  @ApiPage(AgreementDto)
  list(@Acting() actor: Actor, @Query() query: AgreementsQueryDto): Promise<Page<Readonly<AgreementDto>>> {
    return this.agreements.list(actor, query);
  }

  /** One agreement with what is promised now. */
  @Get(':id')
  @ApiOkResponse({ type: AgreementDetailsDto })
  read(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<Readonly<AgreementDetailsDto>> {
    return this.agreements.read(actor, id);
  }
}
