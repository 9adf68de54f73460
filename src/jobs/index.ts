export { JobHandlers } from './job-handlers.js';
export { JobQueue } from './job-queue.js';
export { JobsModule } from './jobs.module.js';
