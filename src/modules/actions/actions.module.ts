import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { ActionDesk } from './action-desk.js';
import { ActionRecord } from './action-record.js';
import { ActionsService } from './actions.service.js';
import { Naming } from './naming.js';
import { ActionWritingStore } from './stores/action-writing.store.js';
import { ActionsStore } from './stores/actions.store.js';
import { NamedThingsStore } from './stores/named-things.store.js';

/** The catalogue of actions: what they say, who looked at it, what holds. */
@Module({
  imports: [EventsModule],
  providers: [ActionDesk, ActionRecord, ActionsService, ActionsStore, ActionWritingStore, NamedThingsStore, Naming],
  exports: [ActionDesk, ActionsService, ActionsStore, ActionWritingStore, ActionRecord],
})
export class ActionsModule {}
