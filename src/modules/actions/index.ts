export type { Action, ActionVersion } from './action.js';
export { ActionsModule } from './actions.module.js';
export { ActionsService } from './actions.service.js';
export type { ActionDocument } from './domain/action-document.js';
export { ActionsStore } from './stores/actions.store.js';
export { ImprovementsModule } from './improvements/improvements.module.js';
export { ImprovementRounds } from './improvements/improvement-rounds.js';
export { isWeak, successOf, type Outcomes } from './domain/success.js';
