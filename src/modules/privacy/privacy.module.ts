import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { IdentityModule } from '../identity/index.js';
import { AccountsModule } from '../notifications/index.js';
import { ErasureController } from './erasure/erasure.controller.js';
import { EraseRounds } from './erasure/erase-rounds.js';
import { ErasingService } from './erasure/erasing.service.js';
import { PersonExportService } from './person-export.service.js';
import { PrivacyController } from './privacy.controller.js';

/** What the installation holds of people. */
@Module({
  imports: [EventsModule, IdentityModule, AccountsModule],
  controllers: [PrivacyController, ErasureController],
  providers: [PersonExportService, ErasingService, EraseRounds],
})
export class PrivacyModule {}
