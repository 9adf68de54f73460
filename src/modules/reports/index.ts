export { AuditModule } from './audit/audit.module.js';
export { PreviewModule } from './preview/preview.module.js';
export { ReportsModule } from './reports.module.js';
export { SimulationModule } from './simulation/simulation.module.js';
