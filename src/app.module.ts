import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { join } from 'node:path';
import { Config, ConfigModule } from './config/index.js';
import { DatabaseModule, type DatabaseUrls } from './database/index.js';
import { EventsModule } from './events/index.js';
import { ClockWatch } from './clock-watch.js';
import { FiguresModule } from './figures/figures.module.js';
import { DatabaseHealth, JobsHealth, MailHealth } from './health.js';
import { IdempotencyModule, HttpModule, LimitsModule, Metrics } from './http/index.js';
import { JobHandlers, JobQueue, JobsModule, type JobsPlace } from './jobs/index.js';
import { Clock } from './kernel/index.js';
import {
  ActionFilesModule,
  ActionsModule,
  ImprovementsModule,
  PlansModule,
  RunsModule,
  SuggestionsModule,
} from './modules/actions/index.js';
import { CatalogueModule } from './modules/catalogue/index.js';
import {
  CalendarModule,
  ChangeImprovementsModule,
  ChangesFromRunsModule,
  ChangesModule,
  FreezesModule,
  ReleasesModule,
  RoundsModule,
  StandingModule,
} from './modules/changes/index.js';
import { IdentityModule } from './modules/identity/index.js';
import { InstitutionsModule } from './modules/institutions/index.js';
import { MailInModule, MailModule } from './modules/mail/index.js';
import { NotificationsModule } from './modules/notifications/index.js';
import { PrivacyModule } from './modules/privacy/index.js';
import { AuditModule, PreviewModule, ReportsModule, SimulationModule } from './modules/reports/index.js';
import { ServiceHoursModule } from './modules/service-hours/index.js';
import {
  ApprovalsModule,
  AttachmentsModule,
  BulkModule,
  ByMailModule,
  EscalationsModule,
  FindingModule,
  LiveModule,
  MajorModule,
  ModelsModule,
  ProblemsModule,
  RecurringModule,
  RelationsModule,
  TasksModule,
  TeamsModule,
  ThreadModule,
  TicketExportModule,
  TicketsModule,
  TurnsModule,
  ViewsModule,
  WatchingModule,
  WordingModule,
  type AttachmentSettings,
  attachmentsFolder,
} from './modules/tickets/index.js';
import { TimersModule } from './modules/timers/index.js';
import { RecordModule } from './record/index.js';
import { RoomWatch } from './room-watch.js';

export interface AppOptions {
  config: Config;
  urls: Pick<DatabaseUrls, 'api' | 'worker' | 'jobs' | 'maintenance'>;
  clock: Clock;
  /** Signs and verifies; see `Config.secretKeys`. */
  secretKeys: readonly string[];
  /** Folder of what is kept outside the database. */
  dataDir: string;
  /** Where the embedded database is, if it is one. */
  databaseFolder?: string | undefined;
  /** Whether this process does the jobs: hands over the outbox, sweeps timers, sends mail. */
  works: boolean;
}

/** The composition root: everything that exists, and the few decisions that hold it together. */
@Module({})
export class AppModule {
  static with({ config, urls, clock, secretKeys, dataDir, databaseFolder, works }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        ClockModule.with(clock),
        DatabaseModule.with({ apiUrl: urls.api, workerUrl: urls.worker }),
        JobsModule.with({ place: jobsPlace(config, urls.jobs), works }),
        HttpModule.with(health(databaseFolder)),
        IdempotencyModule,
        LimitsModule.with({ secretKeys }),
        EventsModule,
        InstitutionsModule,
        IdentityModule,
        ServiceHoursModule,
        CatalogueModule,
        TimersModule,
        TicketsModule,
        AttachmentsModule.with(attachmentSettings(config, dataDir)),
        ThreadModule,
        FindingModule,
        TasksModule,
        ApprovalsModule,
        ModelsModule,
        WordingModule,
        RecurringModule,
        TeamsModule,
        TurnsModule,
        ViewsModule,
        WatchingModule,
        MajorModule,
        RelationsModule,
        ProblemsModule,
        ActionsModule,
        ImprovementsModule,
        ActionFilesModule,
        RunsModule,
        PlansModule,
        SuggestionsModule,
        ChangesModule,
        ChangeImprovementsModule,
        ChangesFromRunsModule,
        RoundsModule,
        ReleasesModule,
        BulkModule,
        TicketExportModule,
        LiveModule.with({ url: urls.worker, secretKeys }),
        EscalationsModule,
        FreezesModule,
        CalendarModule,
        ByMailModule,
        StandingModule,
        MailInModule,
        MailModule.with({
          smtpUrl: config.mail.smtpUrl,
          from: config.mail.from,
          replyTo: config.mail.replyTo,
          authservId: config.mail.authservId,
          gateways: config.mail.gateways,
          imapUrl: config.mail.imapUrl,
          mostBytesIn: config.mail.mostBytesIn,
          atOnce: config.mail.atOnce,
          secretKeys,
          keepIn: join(dataDir, 'mail'),
          isDemo: config.demo.enabled,
        }),
        NotificationsModule,
        AuditModule,
        PrivacyModule,
        PreviewModule,
        ReportsModule,
        SimulationModule.with({ thread: new URL('./simulating/thread.js', import.meta.url) }),
        FiguresModule,
        RecordModule.with({ maintenanceUrl: urls.maintenance, dataDir, secretKeys }),
      ],
    };
  }
}

function jobsPlace({ redisUrl }: Config, database: string): JobsPlace {
  return redisUrl === undefined ? { kind: 'postgres', url: database } : { kind: 'redis', url: redisUrl };
}

function attachmentSettings({ attachments }: Config, dataDir: string): AttachmentSettings {
  return {
    mostPerFile: attachments.mostPerFileBytes,
    mostPerTicket: attachments.mostPerTicketBytes,
    filesPerMessage: attachments.filesPerMessage,
    folder: attachmentsFolder(dataDir),
    s3: attachments.s3,
    scannerUrl: attachments.scannerUrl,
    scannerTermHours: attachments.scannerTermHours,
  };
}

@Global()
@Module({})
class ClockModule {
  static with(clock: Clock): DynamicModule {
    return { module: ClockModule, providers: [{ provide: Clock, useValue: clock }], exports: [Clock] };
  }
}

/** What readiness asks. Room on its disk is asked of an embedded database only: another one is somebody's care. */
function health(databaseFolder: string | undefined) {
  const always = [DatabaseHealth, JobsHealth, ClockWatch, MailHealth];
  const room: Provider = {
    provide: RoomWatch,
    inject: [Metrics, JobQueue, JobHandlers],
    useFactory: (metrics: Metrics, queue: JobQueue, handlers: JobHandlers) =>
      new RoomWatch(metrics, queue, handlers, databaseFolder),
  };
  const module: DynamicModule = {
    module: HealthModule,
    providers: [...always, room],
    exports: [...always, RoomWatch],
  };
  return { checks: databaseFolder === undefined ? always : [...always, RoomWatch], imports: [module] };
}

@Module({})
class HealthModule {}
