import { Module, type DynamicModule } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { SimulationRunner } from './simulation-runner.js';
import { SIMULATION_SETTINGS, type SimulationSettings } from './simulation.settings.js';
import { SimulationsController } from './simulations.controller.js';
import { SimulationsService } from './simulations.service.js';
import { TaskMaker } from './task-maker.js';

/** What an agreement would have meant under other terms. */
@Module({})
export class SimulationModule {
  static with(settings: SimulationSettings): DynamicModule {
    return {
      module: SimulationModule,
      imports: [CatalogueModule],
      controllers: [SimulationsController],
      providers: [
        { provide: SIMULATION_SETTINGS, useValue: settings },
        SimulationRunner,
        SimulationsService,
        TaskMaker,
      ],
      exports: [SimulationRunner],
    };
  }
}
