import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { PreviewController } from './preview.controller.js';
import { PreviewService } from './preview.service.js';

/** What a version would do before anybody accepts it. */
@Module({ imports: [CatalogueModule], controllers: [PreviewController], providers: [PreviewService] })
export class PreviewModule {}
