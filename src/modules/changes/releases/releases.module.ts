import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/index.js';
import { ChangesModule } from '../changes.module.js';
import { Bundling } from './bundling.js';
import { ReleaseWritingStore } from './release-writing.store.js';
import { ReleasesController } from './releases.controller.js';
import { ReleasesService } from './releases.service.js';
import { ReleasesStore } from './releases.store.js';

/** Releases: changes that go out together, with notes for users. */
@Module({
  imports: [CatalogueModule, ChangesModule],
  controllers: [ReleasesController],
  providers: [Bundling, ReleasesService, ReleasesStore, ReleaseWritingStore],
})
export class ReleasesModule {}
