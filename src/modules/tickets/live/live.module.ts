import { Module, type DynamicModule } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { IdentityModule } from '../../identity/index.js';
import { Announcements } from './announcements.js';
import { LiveController } from './live.controller.js';
import { LiveFeed } from './live-feed.js';
import { LiveService } from './live.service.js';
import { LIVE_SETTINGS, type LiveSettings } from './live.settings.js';
import { LiveStore } from './live.store.js';
import { LiveSubjects } from './live-subjects.js';

/** `GET /live`: what happens, told to those who may know it while it happens. */
@Module({})
export class LiveModule {
  static with(settings: LiveSettings): DynamicModule {
    return {
      module: LiveModule,
      // modules above say what else there is to tell of
      global: true,
      imports: [EventsModule, IdentityModule],
      controllers: [LiveController],
      providers: [
        { provide: LIVE_SETTINGS, useValue: settings },
        Announcements,
        LiveFeed,
        LiveService,
        LiveStore,
        LiveSubjects,
      ],
      exports: [LiveSubjects],
    };
  }
}
