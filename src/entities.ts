import { ErasureEntity, ErasureFileEntity } from './modules/privacy/erasure/erasure.entity.js';
import { ImprovementCounterEntity } from './modules/actions/improvements/entities/improvement-counter.entity.js';
import { ImprovementEntity } from './modules/actions/improvements/entities/improvement.entity.js';
import { ImprovementTaskEntity } from './modules/actions/improvements/entities/improvement-task.entity.js';
import { ImprovementReviewEntity } from './modules/actions/improvements/entities/improvement-review.entity.js';
import { ImprovementRecurrenceEntity } from './modules/actions/improvements/entities/improvement-recurrence.entity.js';
import { ImprovementDueEntity } from './modules/actions/improvements/entities/improvement-due.entity.js';
import { RunEntity } from './modules/actions/runs/entities/run.entity.js';
import { RunEvidenceEntity } from './modules/actions/runs/entities/run-evidence.entity.js';
import { RunLookEntity } from './modules/actions/runs/entities/run-look.entity.js';
import { RunStepEntity } from './modules/actions/runs/entities/run-step.entity.js';
import { AnswerUnreadEntity } from './modules/tickets/by-mail/answer-unread.entity.js';
import {
  MailInContentEntity,
  MailInEffectEntity,
  MailInEntity,
  MailSuppressionEntity,
  MailThreadEntity,
} from './modules/mail/in/mail-in.entities.js';
import { ApiTokenEntity } from './modules/identity/api-token.entity.js';
import { ConsumerCursorEntity } from './events/consumer-cursor.entity.js';
import { ConsumerWakeEntity } from './events/consumer-wake.entity.js';
import { EventChainEntity } from './events/event-chain.entity.js';
import { EventStreamEntity } from './events/event-stream.entity.js';
import { EventEntity } from './events/event.entity.js';
import { OutboxEntity } from './events/outbox.entity.js';
import { AgreementVersionEntity } from './modules/catalogue/agreement-version.entity.js';
import { AgreementEntity } from './modules/catalogue/agreement.entity.js';
import { ComponentEntity } from './modules/catalogue/component.entity.js';
import { InstitutionTargetsEntity } from './modules/catalogue/institution-targets.entity.js';
import { ResponsibilityEntity } from './modules/catalogue/responsibility.entity.js';
import { ActionCounterEntity } from './modules/actions/entities/action-counter.entity.js';
import { ActionReviewEntity } from './modules/actions/entities/action-review.entity.js';
import { ActionServiceEntity } from './modules/actions/entities/action-service.entity.js';
import { ActionPlanEntity } from './modules/actions/recurring/entities/action-plan.entity.js';
import { PlanDueEntity } from './modules/actions/recurring/entities/plan-due.entity.js';
import { PlanOccurrenceEntity } from './modules/actions/recurring/entities/plan-occurrence.entity.js';
import { PlanRunEntity } from './modules/actions/recurring/entities/plan-run.entity.js';
import { ActionVersionEntity } from './modules/actions/entities/action-version.entity.js';
import { ActionEntity } from './modules/actions/entities/action.entity.js';
import { ChangeRoundDueEntity } from './modules/changes/rounds/entities/change-round-due.entity.js';
import { ChangeRoundEntity } from './modules/changes/rounds/entities/change-round.entity.js';
import { ChangeVoteEntity } from './modules/changes/rounds/entities/change-vote.entity.js';
import { ChangeVoterEntity } from './modules/changes/rounds/entities/change-voter.entity.js';
import { ChangeAcknowledgementEntity } from './modules/changes/conflicts/entities/change-acknowledgement.entity.js';
import { ChangeFindingEntity } from './modules/changes/conflicts/entities/change-finding.entity.js';
import { ChangeOverrideEntity } from './modules/changes/conflicts/entities/change-override.entity.js';
import { FreezeExemptionEntity } from './modules/changes/conflicts/entities/freeze-exemption.entity.js';
import { ChangeBoardVersionEntity } from './modules/changes/standing/boards/entities/change-board-version.entity.js';
import { ChangeBoardEntity } from './modules/changes/standing/boards/entities/change-board.entity.js';
import { ChangeSeatNamingEntity } from './modules/changes/standing/boards/entities/change-seat-naming.entity.js';
import { ComponentDependencyEntity } from './modules/changes/standing/dependencies/entities/component-dependency.entity.js';
import { ChangeModelFailureEntity } from './modules/changes/standing/models/entities/change-model-failure.entity.js';
import { ChangeModelPlanEntity } from './modules/changes/standing/models/entities/change-model-plan.entity.js';
import { ChangeModelReasonEntity } from './modules/changes/standing/models/entities/change-model-reason.entity.js';
import { ChangeModelVersionEntity } from './modules/changes/standing/models/entities/change-model-version.entity.js';
import { ChangeModelEntity } from './modules/changes/standing/models/entities/change-model.entity.js';
import { RiskQuestionnaireEntity } from './modules/changes/standing/questionnaires/entities/risk-questionnaire.entity.js';
import { ServiceEntity } from './modules/catalogue/service.entity.js';
import { CredentialEntity } from './modules/identity/credential.entity.js';
import { MembershipEntity } from './modules/identity/membership.entity.js';
import { PersonEntity } from './modules/identity/person.entity.js';
import { RoleGrantEntity } from './modules/identity/role-grant.entity.js';
import { SessionEntity } from './modules/identity/session.entity.js';
import { SignInFailureEntity } from './modules/identity/sign-in-failure.entity.js';
import { InstitutionEntity } from './modules/institutions/institution.entity.js';
import { SiteEntity } from './modules/institutions/site.entity.js';
import { MailQueueEntity } from './modules/mail/mail-queue.entity.js';
import { PasswordLinkEntity } from './modules/identity/password-link.entity.js';
import { DecisionCodeEntity } from './modules/notifications/deciding/decision-code.entity.js';
import { BulkNewsEntity } from './modules/notifications/bulk-news.entity.js';
import { MailEntity } from './modules/mail/mail.entity.js';
import { PublishedMonthEntity } from './modules/timers/published-month.entity.js';
import { VerdictContestEntity } from './modules/reports/verdict-contest.entity.js';
import { SimulationDueEntity } from './modules/reports/simulation/simulation-due.entity.js';
import { SimulationEntity } from './modules/reports/simulation/simulation.entity.js';
import { ServiceHoursVersionEntity } from './modules/service-hours/service-hours-version.entity.js';
import { ServiceHoursEntity } from './modules/service-hours/service-hours.entity.js';
import { AppointmentEntity } from './modules/tickets/appointment.entity.js';
import { AttachmentEntity } from './modules/tickets/attachments/attachment.entity.js';
import { AttachmentScanEntity } from './modules/tickets/attachments/attachment-scan.entity.js';
import { AttachmentUploadEntity } from './modules/tickets/attachments/attachment-upload.entity.js';
import { MessageDraftEntity } from './modules/tickets/thread/message-draft.entity.js';
import { MessageVersionEntity } from './modules/tickets/thread/message-version.entity.js';
import { AssignmentEntity } from './modules/tickets/assignment.entity.js';
import { ExternalContactEntity } from './modules/tickets/escalations/external-contact.entity.js';
import { HierarchicalDueEntity } from './modules/tickets/escalations/hierarchical-due.entity.js';
import { HierarchicalEscalationEntity } from './modules/tickets/escalations/hierarchical-escalation.entity.js';
import { ReadyTextEntity } from './modules/tickets/escalations/ready-text.entity.js';
import { EscalationDraftEntity } from './modules/tickets/escalation-draft.entity.js';
import { EscalationEntity } from './modules/tickets/escalation.entity.js';
import { LiveEventEntity } from './modules/tickets/live/live-event.entity.js';
import { MessageEntity } from './modules/tickets/message.entity.js';
import { ReferenceCounterEntity } from './modules/tickets/reference-counter.entity.js';
import { ResettlingEntity } from './modules/tickets/resettling.entity.js';
import { PersonNameEntity } from './modules/tickets/finding/person-name.entity.js';
import { TicketDocumentEntity } from './modules/tickets/finding/ticket-document.entity.js';
import { ApprovalEntity } from './modules/tickets/approvals/approval.entity.js';
import { RequestModelEntity } from './modules/tickets/models/request-model.entity.js';
import { RequestModelVersionEntity } from './modules/tickets/models/request-model-version.entity.js';
import { TaskEntity } from './modules/tickets/tasks/task.entity.js';
import { TimeSpentEntity } from './modules/tickets/tasks/time-spent.entity.js';
import { TicketFormEntity } from './modules/tickets/ticket-form.entity.js';
import { CannedAnswerEntity } from './modules/tickets/wording/canned-answer.entity.js';
import { TicketTemplateEntity } from './modules/tickets/wording/ticket-template.entity.js';
import { AbsenceEntity } from './modules/tickets/teams/absence.entity.js';
import { PresenceEntity } from './modules/tickets/teams/presence.entity.js';
import { TeamMemberEntity } from './modules/tickets/teams/team-member.entity.js';
import { TeamEntity } from './modules/tickets/teams/team.entity.js';
import { TicketReadEntity } from './modules/tickets/turns/ticket-read.entity.js';
import { SavedViewEntity } from './modules/tickets/views/saved-view.entity.js';
import { WatcherEntity } from './modules/tickets/watching/watcher.entity.js';
import { MajorAudienceEntity } from './modules/tickets/major/major-audience.entity.js';
import { MajorChildEntity } from './modules/tickets/major/major-child.entity.js';
import { MajorIncidentEntity } from './modules/tickets/major/major-incident.entity.js';
import { MajorUpdateEntity } from './modules/tickets/major/major-update.entity.js';
import { ChangeAckEntity } from './modules/changes/entities/change-ack.entity.js';
import { ChangeCounterEntity } from './modules/changes/entities/change-counter.entity.js';
import { ChangeInsideEntity } from './modules/changes/entities/change-inside.entity.js';
import { ChangeLateEntity } from './modules/changes/entities/change-late.entity.js';
import { ChangePartyEntity } from './modules/changes/entities/change-party.entity.js';
import { ChangeTaskEntity } from './modules/changes/entities/change-task.entity.js';
import { ChangeNoteEntity } from './modules/changes/entities/change-note.entity.js';
import { ChangeLinkEntity } from './modules/changes/entities/change-link.entity.js';
import { ChangeObjectionEntity } from './modules/changes/entities/change-objection.entity.js';
import { ChangeOpinionEntity } from './modules/changes/entities/change-opinion.entity.js';
import { ChangeEntity } from './modules/changes/entities/change.entity.js';
import { ReleaseChangeEntity } from './modules/changes/releases/entities/release-change.entity.js';
import { ReleaseCounterEntity } from './modules/changes/releases/entities/release-counter.entity.js';
import { ReleaseNotesEntity } from './modules/changes/releases/entities/release-notes.entity.js';
import { ReleaseEntity } from './modules/changes/releases/entities/release.entity.js';
import { ProblemEntity } from './modules/tickets/problems/entities/problem.entity.js';
import { ProblemCounterEntity } from './modules/tickets/problems/entities/problem-counter.entity.js';
import { ProblemFollowerEntity } from './modules/tickets/problems/entities/problem-follower.entity.js';
import { ProblemInsideEntity } from './modules/tickets/problems/entities/problem-inside.entity.js';
import { ProblemNoteEntity } from './modules/tickets/problems/entities/problem-note.entity.js';
import { ProblemPublicationEntity } from './modules/tickets/problems/entities/problem-publication.entity.js';
import { ProblemTellingEntity } from './modules/tickets/problems/entities/problem-telling.entity.js';
import { ProblemTicketEntity } from './modules/tickets/problems/entities/problem-ticket.entity.js';
import { ConsequenceEntity } from './modules/tickets/relations/consequence.entity.js';
import { TicketLinkEntity } from './modules/tickets/ticket-link.entity.js';
import { RecurringDueEntity } from './modules/tickets/recurring/recurring-due.entity.js';
import { RecurringOccurrenceEntity } from './modules/tickets/recurring/recurring-occurrence.entity.js';
import { RecurringTicketEntity } from './modules/tickets/recurring/recurring-ticket.entity.js';
import { IdempotentAnswerEntity } from './http/idempotent-answer.entity.js';
import { RequestCountEntity } from './http/limits/request-count.entity.js';
import { TicketPartyEntity } from './modules/tickets/ticket-party.entity.js';
import { TicketEntity } from './modules/tickets/ticket.entity.js';
import { CalendarFeedEntity } from './modules/changes/calendar/calendar-feed.entity.js';
import { FreezeEntity } from './modules/changes/freezes/entities/freeze.entity.js';
import { FreezePeriodEntity } from './modules/changes/freezes/entities/freeze-period.entity.js';
import { HandledPartEntity } from './modules/timers/handled-part.entity.js';
import { HandledUnitEntity } from './modules/timers/handled-unit.entity.js';
import { TimerEntity } from './modules/timers/timer.entity.js';
import { VerdictCorrectionEntity } from './modules/timers/verdict-correction.entity.js';
import { ActionOfferEntity } from './modules/actions/suggestions/entities/action-offer.entity.js';
import { ActionTermEntity } from './modules/actions/suggestions/entities/action-term.entity.js';
import { ActionTriggerEntity } from './modules/actions/suggestions/entities/action-trigger.entity.js';
import { ActionLessonEntity } from './modules/actions/suggestions/entities/action-lesson.entity.js';
import { ActionLearnedEntity } from './modules/actions/suggestions/entities/action-learned.entity.js';

/**
 * Every table of the program; with the naming strategy `PostgresNames`. `npm run schema:check` compares them with the
 * migrations, which alone make tables.
 */
export const entities = [
  RunEntity,
  RunEvidenceEntity,
  RunLookEntity,
  RunStepEntity,
  ActionOfferEntity,
  ActionTermEntity,
  ActionTriggerEntity,
  ActionLessonEntity,
  ActionLearnedEntity,
  ApiTokenEntity,
  AnswerUnreadEntity,
  MailInContentEntity,
  MailInEffectEntity,
  MailInEntity,
  MailSuppressionEntity,
  MailThreadEntity,
  ConsumerCursorEntity,
  ConsumerWakeEntity,
  EventChainEntity,
  EventStreamEntity,
  EventEntity,
  OutboxEntity,
  AgreementVersionEntity,
  AgreementEntity,
  ComponentEntity,
  InstitutionTargetsEntity,
  ResponsibilityEntity,
  ServiceEntity,
  CredentialEntity,
  MembershipEntity,
  PersonEntity,
  RoleGrantEntity,
  SessionEntity,
  SignInFailureEntity,
  InstitutionEntity,
  SiteEntity,
  MailQueueEntity,
  MailEntity,
  BulkNewsEntity,
  PasswordLinkEntity,
  DecisionCodeEntity,
  SimulationDueEntity,
  SimulationEntity,
  ServiceHoursVersionEntity,
  ServiceHoursEntity,
  AppointmentEntity,
  AssignmentEntity,
  AttachmentEntity,
  AttachmentScanEntity,
  AttachmentUploadEntity,
  MessageDraftEntity,
  MessageVersionEntity,
  EscalationDraftEntity,
  EscalationEntity,
  LiveEventEntity,
  ExternalContactEntity,
  HierarchicalDueEntity,
  HierarchicalEscalationEntity,
  ReadyTextEntity,
  MessageEntity,
  ReferenceCounterEntity,
  ResettlingEntity,
  PersonNameEntity,
  TicketDocumentEntity,
  ApprovalEntity,
  RequestModelEntity,
  RequestModelVersionEntity,
  TaskEntity,
  TimeSpentEntity,
  TicketFormEntity,
  CannedAnswerEntity,
  TicketTemplateEntity,
  MajorAudienceEntity,
  MajorChildEntity,
  MajorIncidentEntity,
  MajorUpdateEntity,
  ActionCounterEntity,
  ActionReviewEntity,
  ActionServiceEntity,
  ActionVersionEntity,
  ActionEntity,
  ChangeAckEntity,
  ChangeCounterEntity,
  ChangeInsideEntity,
  ChangeLateEntity,
  ChangePartyEntity,
  ChangeTaskEntity,
  ChangeNoteEntity,
  ChangeLinkEntity,
  ChangeObjectionEntity,
  ChangeOpinionEntity,
  ChangeEntity,
  ReleaseChangeEntity,
  ReleaseCounterEntity,
  ReleaseNotesEntity,
  ReleaseEntity,
  ProblemCounterEntity,
  ProblemFollowerEntity,
  ProblemInsideEntity,
  ProblemNoteEntity,
  ProblemPublicationEntity,
  ProblemTellingEntity,
  ProblemTicketEntity,
  ProblemEntity,
  ConsequenceEntity,
  TicketLinkEntity,
  ActionPlanEntity,
  PlanDueEntity,
  PlanOccurrenceEntity,
  PlanRunEntity,
  RecurringDueEntity,
  RecurringOccurrenceEntity,
  RecurringTicketEntity,
  IdempotentAnswerEntity,
  RequestCountEntity,
  TicketPartyEntity,
  TicketEntity,
  AbsenceEntity,
  PresenceEntity,
  TeamMemberEntity,
  TeamEntity,
  TicketReadEntity,
  SavedViewEntity,
  WatcherEntity,
  CalendarFeedEntity,
  FreezeEntity,
  FreezePeriodEntity,
  HandledPartEntity,
  HandledUnitEntity,
  ChangeRoundDueEntity,
  ChangeRoundEntity,
  ChangeVoteEntity,
  ChangeVoterEntity,
  ChangeAcknowledgementEntity,
  ChangeFindingEntity,
  ChangeOverrideEntity,
  FreezeExemptionEntity,
  ChangeBoardVersionEntity,
  ChangeBoardEntity,
  ChangeSeatNamingEntity,
  ComponentDependencyEntity,
  ChangeModelFailureEntity,
  ChangeModelPlanEntity,
  ChangeModelReasonEntity,
  ChangeModelVersionEntity,
  ChangeModelEntity,
  RiskQuestionnaireEntity,
  PublishedMonthEntity,
  ImprovementCounterEntity,
  ImprovementEntity,
  ImprovementTaskEntity,
  ImprovementReviewEntity,
  ImprovementRecurrenceEntity,
  ImprovementDueEntity,
  ErasureEntity,
  ErasureFileEntity,
  TimerEntity,
  VerdictContestEntity,
  VerdictCorrectionEntity,
];
