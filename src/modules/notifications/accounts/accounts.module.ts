import { Module } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { IdentityModule } from '../../identity/index.js';
import { AccountsService } from './accounts.service.js';
import { ForgottenController } from './forgotten.controller.js';
import { LinkRounds } from './link-rounds.js';
import { PasswordController } from './password.controller.js';

/** How people get a password, and how they leave. */
@Module({
  imports: [EventsModule, IdentityModule],
  controllers: [ForgottenController, PasswordController],
  providers: [AccountsService, LinkRounds],
  exports: [AccountsService],
})
export class AccountsModule {}
