import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ApiPage, PageQueryDto, type Page } from '../../http/index.js';
import { ServiceDto } from './dto/service.dto.js';
import { ServicesService } from './services.service.js';

@ApiTags('catalogue')
@Allow('catalogue.read')
@Controller('services')
export class ServicesController {
  constructor(private readonly services: ServicesService) {}

  /** The services that are hosted, by code, and who answers for what of each. */
  @Get()
  @ApiPage(ServiceDto)
  list(@Acting() actor: Actor, @Query() query: PageQueryDto): Promise<Page<Readonly<ServiceDto>>> {
    return this.services.list(actor, query);
  }

  /** One service by its code. */
  @Get(':code')
  @ApiOkResponse({ type: ServiceDto })
  read(@Acting() actor: Actor, @Param('code') code: string): Promise<Readonly<ServiceDto>> {
    return this.services.read(actor, code);
  }
}
