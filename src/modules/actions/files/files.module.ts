import { Module } from '@nestjs/common';
import { ActionsModule } from '../actions.module.js';
import { ActionExportsService } from './exports.service.js';
import { ActionFilesController } from './files.controller.js';
import { ActionFilesStore } from './files.store.js';
import { ActionImportsService } from './imports.service.js';

/** Actions as files: taken in, and given out. */
@Module({
  imports: [ActionsModule],
  controllers: [ActionFilesController],
  providers: [ActionFilesStore, ActionImportsService, ActionExportsService],
  exports: [ActionImportsService, ActionExportsService],
})
export class ActionFilesModule {}
