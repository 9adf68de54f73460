import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ApiPage, PageQueryDto, type Page } from '../../http/index.js';
import { InstitutionDetailsDto } from './dto/institution-details.dto.js';
import { InstitutionsService } from './institutions.service.js';

@ApiTags('catalogue')
@Controller('institutions')
export class InstitutionsController {
  constructor(private readonly institutions: InstitutionsService) {}

  /** The members of the consortium and their sites, by code. */
  @Get()
  @Allow('catalogue.read')
  @ApiPage(InstitutionDetailsDto)
  list(@Acting() actor: Actor, @Query() query: PageQueryDto): Promise<Page<Readonly<InstitutionDetailsDto>>> {
    return this.institutions.list(actor, query);
  }
}
