import { Module } from '@nestjs/common';
import { ServiceHoursController } from './service-hours.controller.js';
import { ServiceHoursService } from './service-hours.service.js';

@Module({ controllers: [ServiceHoursController], providers: [ServiceHoursService] })
export class ServiceHoursModule {}
