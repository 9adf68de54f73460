import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { IdentityModule } from '../identity/index.js';
import { PersonExportService } from './person-export.service.js';
import { PrivacyController } from './privacy.controller.js';

/** What the installation holds of people. */
@Module({ imports: [EventsModule, IdentityModule], controllers: [PrivacyController], providers: [PersonExportService] })
export class PrivacyModule {}
