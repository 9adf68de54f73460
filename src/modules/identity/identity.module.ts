import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthController } from './auth.controller.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { MeController } from './me.controller.js';
import { SessionsStore } from './sessions.store.js';
import { SignInService } from './sign-in.service.js';

/** People, their rights, and the guard before every route of the application. */
@Module({
  controllers: [AuthController, MeController],
  providers: [SessionsStore, SignInService, { provide: APP_GUARD, useClass: AuthenticationGuard }],
})
export class IdentityModule {}
