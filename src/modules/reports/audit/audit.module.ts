import { Module } from '@nestjs/common';
import { IdentityModule } from '../../identity/index.js';
import { AuditController } from './audit.controller.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditService } from './audit.service.js';

/** The audit trail of an institution, for its admins and auditors. */
@Module({ imports: [IdentityModule], controllers: [AuditController], providers: [AuditExportService, AuditService] })
export class AuditModule {}
