import { Module } from '@nestjs/common';
import { AgreementsController } from './agreements.controller.js';
import { AgreementsService } from './agreements.service.js';
import { CommitmentsStore } from './commitments.store.js';
import { ServicesController } from './services.controller.js';
import { ServicesService } from './services.service.js';

/** What is hosted, who answers for it, and what was agreed about it. */
@Module({
  controllers: [ServicesController, AgreementsController],
  providers: [ServicesService, AgreementsService, CommitmentsStore],
  exports: [CommitmentsStore],
})
export class CatalogueModule {}
