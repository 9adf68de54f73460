import type { Story } from '../story.js';
import { admissions } from './admissions.js';
import { campusLife } from './campus-life.js';
import { changes } from './changes.js';
import { fun } from './fun.js';
import { oae } from './oae.js';
import { pod } from './pod.js';

/** Thirty tickets, about a third of them still open, and four changes. */
export const stories: readonly Story[] = [...oae, ...fun, ...pod, ...admissions, ...campusLife, ...changes];
