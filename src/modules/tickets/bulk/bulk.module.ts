import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets.module.js';
import { BulkController } from './bulk.controller.js';
import { BulkService } from './bulk.service.js';

/** One move on many tickets. */
@Module({ imports: [TicketsModule], controllers: [BulkController], providers: [BulkService] })
export class BulkModule {}
