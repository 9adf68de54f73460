import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EventsModule } from '../../events/index.js';
import { Attempts } from './attempts.js';
import { AuthController } from './auth.controller.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Decidables } from './decidables.js';
import { MeController } from './me.controller.js';
import { PasswordsService } from './passwords.service.js';
import { PasswordsStore } from './passwords.store.js';
import { SessionsStore } from './sessions.store.js';
import { SessionWatch } from './session-watch.js';
import { SignInService } from './sign-in.service.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

/** People, their rights, and the guard before every route of the application. */
@Module({
  imports: [EventsModule],
  controllers: [AuthController, MeController, TokensController],
  providers: [
    Attempts,
    Decidables,
    PasswordsService,
    PasswordsStore,
    SessionsStore,
    SessionWatch,
    SignInService,
    TokensService,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
  ],
  exports: [Attempts, Decidables, PasswordsService, PasswordsStore, SessionWatch, SignInService, TokensService],
})
export class IdentityModule {}
