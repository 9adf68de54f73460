export type { DemoAccount } from './accounts.js';
export { seedDemo, type DemoOptions, type DemoSummary } from './demo.js';
export { installConsortium } from './install-consortium.js';
