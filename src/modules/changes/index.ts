export { ChangesModule } from './changes.module.js';
export { StandingModule } from './standing/standing.module.js';
