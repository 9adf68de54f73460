import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { FindingModule } from '../finding/finding.module.js';
import { TicketExportController } from './export.controller.js';
import { TicketExportService } from './export.service.js';

/** Lists of tickets as files. */
@Module({
  imports: [FindingModule, IdentityModule],
  controllers: [TicketExportController],
  providers: [TicketExportService],
})
export class TicketExportModule {}
