import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { InstallationFigures } from './installation-figures.js';
import { ProcessFigures } from './process-figures.js';

/** What `GET /metrics` tells besides the requests: what waits in the installation, and what this process does. */
@Module({ imports: [EventsModule], providers: [InstallationFigures, ProcessFigures] })
export class FiguresModule {}
