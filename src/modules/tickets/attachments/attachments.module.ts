import { Module, type DynamicModule } from '@nestjs/common';
import { EventsModule } from '../../../events/index.js';
import { IdentityModule } from '../../identity/index.js';
import { TicketsModule } from '../tickets.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';
import { AttachmentsStore } from './attachments.store.js';
import { BroughtFiles } from './brought-files.js';
import { DownloadsService } from './downloads.service.js';
import { FileIntake } from './file-intake.js';
import { ScanRounds } from './scan-rounds.js';
import { Scanner } from './scanner.js';
import { FolderStorage } from './storage/folder-storage.js';
import { S3Storage } from './storage/s3-storage.js';
import { AttachmentStorage } from './storage/storage.js';
import { UploadsService } from './uploads.service.js';

/** Files on tickets. */
@Module({})
export class AttachmentsModule {
  static with(settings: AttachmentSettings): DynamicModule {
    const { s3, folder } = settings;
    return {
      module: AttachmentsModule,
      // what comes in by other ways than a form brings files too
      global: true,
      imports: [EventsModule, IdentityModule, TicketsModule],
      controllers: [AttachmentsController],
      providers: [
        { provide: ATTACHMENT_SETTINGS, useValue: settings },
        { provide: AttachmentStorage, useFactory: () => (s3 ? new S3Storage(s3) : new FolderStorage(folder)) },
        AttachmentsStore,
        BroughtFiles,
        DownloadsService,
        FileIntake,
        Scanner,
        ScanRounds,
        UploadsService,
      ],
      exports: [ATTACHMENT_SETTINGS, ScanRounds, AttachmentStorage, BroughtFiles, FileIntake],
    };
  }
}
