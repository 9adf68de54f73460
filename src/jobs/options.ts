import type { JobsPlace } from './place.js';

export abstract class JobsOptionsToken {
  abstract readonly place: JobsPlace;
  /** Whether this process works; else it only adds. */
  abstract readonly works: boolean;
}

/** `JobsBackend` */
export const JOBS_BACKEND = Symbol('JOBS_BACKEND');
