import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/index.js';
import { CatalogueModule } from '../catalogue/index.js';
import { ChangesModule, StandingModule } from '../changes/index.js';
import { EscalationsModule, ProblemsModule, TicketsModule } from '../tickets/index.js';
import { TimersModule } from '../timers/index.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { LeaverLettersConsumer } from './accounts/leaver-letters.consumer.js';
import { ActionLetters } from './actions/action-letters.js';
import { ImprovementLettersConsumer } from './actions/improvement-letters.consumer.js';
import { SuspendedLettersConsumer } from './actions/suspended-letters.consumer.js';
import { MajorLettersConsumer } from './major-letters.consumer.js';
import { AgreementLettersConsumer } from './agreement-letters.consumer.js';
import { ExternalLetters } from './external-letters.js';
import { HierarchyLettersConsumer } from './hierarchy-letters.consumer.js';
import { PlanLettersConsumer } from './actions/plan-letters.consumer.js';
import { BulkLetters } from './bulk-letters.js';
import { ChangeLetters } from './changes/change-letters.js';
import { ChangeLettersConsumer } from './changes/change-letters.consumer.js';
import { ModelLettersConsumer } from './changes/model-letters.consumer.js';
import { DecidingModule } from './deciding/deciding.module.js';
import { Briefings } from './briefings.js';
import { Letters } from './letters.js';
import { MailRounds } from './mail-rounds.js';
import { NotificationsConsumer } from './notifications.consumer.js';
import { RecurringLettersConsumer } from './recurring-letters.consumer.js';
import { OpeningHours } from './opening-hours.js';
import { ProblemLettersConsumer } from './problem-letters.consumer.js';
import { Teams } from './teams.js';

/** Tells people by mail what the record says. `MailModule` gives it the sender. */
@Module({
  imports: [
    AccountsModule,
    EventsModule,
    CatalogueModule,
    ChangesModule,
    DecidingModule,
    EscalationsModule,
    ProblemsModule,
    StandingModule,
    TicketsModule,
    TimersModule,
  ],
  providers: [
    ActionLetters,
    AgreementLettersConsumer,
    MajorLettersConsumer,
    Briefings,
    BulkLetters,
    ChangeLetters,
    ChangeLettersConsumer,
    ExternalLetters,
    HierarchyLettersConsumer,
    ImprovementLettersConsumer,
    LeaverLettersConsumer,
    Letters,
    MailRounds,
    ModelLettersConsumer,
    NotificationsConsumer,
    OpeningHours,
    PlanLettersConsumer,
    ProblemLettersConsumer,
    RecurringLettersConsumer,
    SuspendedLettersConsumer,
    Teams,
  ],
})
export class NotificationsModule {}
