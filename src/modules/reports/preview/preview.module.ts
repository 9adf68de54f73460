import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { OwnPreviewController } from './own-preview.controller.js';
import { OwnPreviewService } from './own-preview.service.js';
import { PreviewController } from './preview.controller.js';
import { PreviewService } from './preview.service.js';

/** What a version would do before anybody accepts or records it. */
@Module({
  imports: [CatalogueModule],
  controllers: [PreviewController, OwnPreviewController],
  providers: [PreviewService, OwnPreviewService],
})
export class PreviewModule {}
