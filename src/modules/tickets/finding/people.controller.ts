import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, type Page } from '../../../http/index.js';
import { FoundPersonDto, PeopleQueryDto } from './dto/people.dto.js';
import { PeopleStore } from './people.store.js';

@ApiTags('tickets')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: PeopleStore,
  ) {}

  /**
   * People of the own institution for whom a ticket may be opened, by the beginnings of words of their name or address,
   * accents aside. At most twenty; there is no second page: type on.
   */
  @Get()
  @Allow('people.find')
  @ApiPage(FoundPersonDto)
  async find(@Acting() actor: Actor, @Query() { q }: PeopleQueryDto): Promise<Page<FoundPersonDto>> {
    return { items: await this.work.run(actor, (tx) => this.people.beginning(tx, q)), nextCursor: null };
  }
}
