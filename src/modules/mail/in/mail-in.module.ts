import { Module } from '@nestjs/common';
import { ByMailModule } from '../../tickets/index.js';
import { Effects } from './effects.js';
import { InboundController } from './inbound.controller.js';
import { InboundService } from './inbound.service.js';
import { InboxRounds } from './inbox-rounds.js';
import { MailReader } from './mail-reader.js';
import { MailboxWatch } from './mailbox-watch.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineService } from './quarantine.service.js';
import { SuppressionsController } from './suppressions.controller.js';
import { Threads } from './threads.js';

/** Mail that comes in: kept, read, placed, judged, done. */
@Module({
  imports: [ByMailModule],
  controllers: [InboundController, QuarantineController, SuppressionsController],
  providers: [Effects, InboundService, InboxRounds, MailboxWatch, MailReader, QuarantineService, Threads],
})
export class MailInModule {}
