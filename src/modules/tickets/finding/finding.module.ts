import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { ProblemsModule } from '../problems/problems.module.js';
import { TicketsModule } from '../tickets.module.js';
import { AlikeService } from './alike.service.js';
import { AlikeStore } from './alike.store.js';
import { FindingController } from './finding.controller.js';
import { Highlighting } from './highlighting.js';
import { PeopleController } from './people.controller.js';
import { PeopleStore } from './people.store.js';
import { SearchStore } from './search.store.js';
import { SearchingService } from './searching.service.js';
import { TextsStore } from './texts.store.js';

/** Lists and their search, tickets that are like others, and people by name. */
@Module({
  imports: [IdentityModule, ProblemsModule, TicketsModule],
  controllers: [FindingController, PeopleController],
  providers: [AlikeService, AlikeStore, Highlighting, PeopleStore, SearchingService, SearchStore, TextsStore],
  exports: [SearchingService, TextsStore],
})
export class FindingModule {}
