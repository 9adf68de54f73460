export { examineRedis } from './examine-redis.js';
export { JobHandlers } from './job-handlers.js';
export type { JobFigures } from './job-figures.js';
export { JobQueue } from './job-queue.js';
export { JobsModule } from './jobs.module.js';
export type { JobsPlace } from './place.js';
