import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { PersonExportService } from './person-export.service.js';
import { PrivacyController } from './privacy.controller.js';

/** What the installation holds of people. */
@Module({ imports: [IdentityModule], controllers: [PrivacyController], providers: [PersonExportService] })
export class PrivacyModule {}
