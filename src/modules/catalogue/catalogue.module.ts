import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { AgreementRecord } from './agreement-record.js';
import { AgreementsController } from './agreements.controller.js';
import { AgreementsService } from './agreements.service.js';
import { CommitmentsStore } from './commitments.store.js';
import { DecisionsService } from './decisions.service.js';
import { ProposalsService } from './proposals.service.js';
import { ServicesController } from './services.controller.js';
import { ServicesService } from './services.service.js';
import { TargetsController } from './targets.controller.js';
import { TargetsService } from './targets.service.js';
import { VersionsController } from './versions.controller.js';
import { VersionsService } from './versions.service.js';

/** What is hosted, who answers for it, and what was agreed about it. */
@Module({
  imports: [EventsModule],
  controllers: [ServicesController, AgreementsController, VersionsController, TargetsController],
  providers: [
    AgreementRecord,
    AgreementsService,
    CommitmentsStore,
    DecisionsService,
    ProposalsService,
    ServicesService,
    TargetsService,
    VersionsService,
  ],
  exports: [CommitmentsStore, ProposalsService],
})
export class CatalogueModule {}
