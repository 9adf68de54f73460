export { examineRedis } from './examine-redis.js';
export { JobHandlers } from './job-handlers.js';
export { JobQueue } from './job-queue.js';
export { JobsModule } from './jobs.module.js';
export type { JobsPlace } from './place.js';
