import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { OwnHoursController } from './own-hours.controller.js';
import { OwnHoursService } from './own-hours.service.js';
import { ServiceHoursController } from './service-hours.controller.js';
import { ServiceHoursService } from './service-hours.service.js';

@Module({
  imports: [EventsModule],
  controllers: [ServiceHoursController, OwnHoursController],
  providers: [ServiceHoursService, OwnHoursService],
})
export class ServiceHoursModule {}
