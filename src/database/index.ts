export type { Actor, ServiceScope, Side } from './actor.js';
export { flawsOfRole } from './boot-checks.js';
export { DatabaseModule, WorkerUnitOfWork, type DatabaseOptions } from './database.module.js';
export { assertVersion, migrate, NewerDatabase, OlderDatabase } from './migrate.js';
export { derivedUrls, prepareOwnServer, type DatabaseUrls } from './prepare.js';
export { nextReference } from './references.js';
export { JOBS_SCHEMA, preparationSql, rolePassword, roles, type RoleName } from './roles.js';
export { cloneDatabase, prepareTemplate, type TestServer } from './testing.js';
export { systemActor, UnitOfWork, type Crossing, type Transaction } from './unit-of-work.js';
