import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { TicketsModule } from '../tickets.module.js';
import { MessageDraftsService } from './drafts.service.js';
import { ThreadController } from './thread.controller.js';
import { ThreadService } from './thread.service.js';
import { ThreadStore } from './thread.store.js';

/** Edits, drafts, and texts that cross later. */
@Module({
  imports: [IdentityModule, TicketsModule],
  controllers: [ThreadController],
  providers: [MessageDraftsService, ThreadService, ThreadStore],
})
export class ThreadModule {}
