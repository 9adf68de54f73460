export * from './clock.js';
export * from './errors.js';
export * from './ids.js';
export * from './intervals.js';
export * from './local-date.js';
export * from './locale.js';
export * from './reference.js';
export * from './state-machine.js';
