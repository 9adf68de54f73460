import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { AgreedTermsStore } from '../judging/agreed-terms.js';
import { FreezesModule } from '../freezes/freezes.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { AgreedWithStore } from './agreed-with.js';
import { AnswersStore } from './answers.store.js';
import { BesideStore } from './beside.store.js';
import { Conflicts } from './conflicts.js';
import { ExemptionsController } from './exemptions.controller.js';
import { ExemptionsService } from './exemptions.service.js';
import { ExemptionsStore } from './exemptions.store.js';
import { Neighbours } from './neighbours.js';

/** What stands against a change: found for those who decide, and let pass by those who may. */
@Module({
  imports: [CatalogueModule, FreezesModule, StandingModule],
  controllers: [ExemptionsController],
  providers: [
    AgreedTermsStore,
    AgreedWithStore,
    AnswersStore,
    BesideStore,
    Conflicts,
    ExemptionsService,
    ExemptionsStore,
    Neighbours,
  ],
  exports: [AgreedTermsStore, AnswersStore, Conflicts, ExemptionsStore, Neighbours],
})
export class ConflictsModule {}
