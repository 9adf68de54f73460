import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets.module.js';
import { ByMailService } from './by-mail.service.js';
import { UnreadAnswers } from './unread-answers.js';

/** What a mail does on tickets. Who wrote it, and whether it may do anything, is decided before. */
@Module({
  imports: [TicketsModule],
  providers: [ByMailService, UnreadAnswers],
  exports: [ByMailService, UnreadAnswers],
})
export class ByMailModule {}
