export { checkRecord, type RecordCheck } from './check-record.js';
export { headsFolder, RecordModule } from './record.module.js';
export { SignedHeads } from './signed-heads.js';
