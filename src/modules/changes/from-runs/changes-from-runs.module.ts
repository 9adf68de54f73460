import { Module } from '@nestjs/common';
import { RunsModule } from '../../actions/index.js';
import { ChangesModule } from '../changes.module.js';
import { ChangesFromRunsController } from './changes-from-runs.controller.js';
import { ChangesFromRunsService } from './changes-from-runs.service.js';
import { ChangesOfRuns } from './changes-of-runs.js';
import { RunFactsStore } from './run-facts.store.js';

/** Changes that runs of actions ask for. */
@Module({
  imports: [ChangesModule, RunsModule],
  controllers: [ChangesFromRunsController],
  providers: [ChangesFromRunsService, ChangesOfRuns, RunFactsStore],
})
export class ChangesFromRunsModule {}
