import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets.module.js';
import { WatchingController } from './watching.controller.js';
import { WatchingService } from './watching.service.js';

@Module({ imports: [TicketsModule], controllers: [WatchingController], providers: [WatchingService] })
export class WatchingModule {}
