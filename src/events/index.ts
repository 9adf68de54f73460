export type { Consumer } from './consumer.js';
export { Consumers } from './consumers.js';
export { readerKey, type Audience, type NewEvent, type RecordedEvent } from './event.js';
export { EventsModule } from './events.module.js';
export { Events } from './events.store.js';
export { OutboxDispatcher } from './outbox-dispatcher.js';
export { ParkedStreams } from './parked-streams.js';
