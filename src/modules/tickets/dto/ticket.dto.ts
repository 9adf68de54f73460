import { ApiProperty } from '@nestjs/swagger';
import { InstitutionDto } from '../../institutions/index.js';
import { serviceFunctions, ServiceRefDto } from '../../catalogue/index.js';
import { levels } from '../domain/priority.js';
import { escalationMachine, ticketMachine } from '../domain/states.js';

export const nextActorKinds = ['user_institution', 'provider', 'requester', 'third_party', 'nobody'] as const;
export const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
const timerStates = ['running', 'paused', 'met', 'missed', 'superseded', 'cancelled'] as const;

/** A person of one's own side; people of the other side are known by their institution. */
export class AssigneeDto {
  id: string;
  name: string;
}

/** A team of one's own side. */
export class TeamRefDto {
  id: string;
  name: string;
}

/** Who asked. For a provider they are "a user of ULCO", unless the SPOC ticked their name. */
export class RequesterDto {
  /** Null for everybody but the requester's own institution. */
  id: string | null;
  name: string;
}

export class FormLabelDto {
  fr: string;
  en: string;
}

export class FormFieldDto {
  key: string;
  type: string;
  label: FormLabelDto;

  /** Text, a number or yes and no; of a person the id. */
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] })
  value: string | number | boolean;
}

/** What was filled in when it was opened, in the version of the request model that was in force. */
export class TicketFormDto {
  model: string;
  version: number;
  fields: FormFieldDto[];
}

/** Who owes the next step. Exactly one actor at any instant. */
export class NextActorDto {
  @ApiProperty({ enum: nextActorKinds, enumName: 'NextActorKind' })
  kind: string;

  /** The institution that acts, or that follows up a requester or a third party; null for nobody. */
  institution: InstitutionDto | null;

  /** Since when. Instants are ISO 8601, UTC. */
  since: string;

  /** When whoever waits will look again; null when nobody waits for somebody. */
  followUpAt: string | null;
}

export class DisputeDto {
  @ApiProperty({ enum: levels })
  impact: string;

  @ApiProperty({ enum: levels })
  urgency: string;

  at: string;
}

/** Somebody outside the consortium who works on an escalation; its holder follows them up. */
export class ExternalDto {
  /** @example Apereo Foundation */
  name: string;

  /** Where they are written to; known to the holder only. */
  address: string | null;

  /** The number that it has there. */
  theirReference: string | null;
}

export class EscalationDto {
  /** 1, 2, ... within the ticket. */
  n: number;

  @ApiProperty({ enum: serviceFunctions })
  function: string;

  /** The holder: the provider that was called. */
  institution: InstitutionDto;

  @ApiProperty({ enum: escalationMachine.states, enumName: 'EscalationState' })
  state: string;

  @ApiProperty({ enum: ['spoc', 'third_party', 'planned', null], type: String, nullable: true })
  waitingCause: string | null;

  followUpAt: string | null;

  /** Null where the holder itself works on it. */
  external: ExternalDto | null;

  /** Who works on it; known to the holder only. */
  assignee: AssigneeDto | null;

  /** In whose queue it lies; known to the holder only. */
  team: TeamRefDto | null;

  /** What the SPOC wrote for the provider. */
  summary: string;

  /** An escalation of an institution to itself. */
  own: boolean;

  offeredAt: string;
  acceptedAt: string | null;
  deliveredAt: string | null;
  endedAt: string | null;
  returnCode: string | null;

  /** Whether the SPOC agreed with the return; null when it was not returned. */
  returnConfirmed: boolean | null;

  deliveryCode: string | null;

  /** What was delivered, in words for the requester. */
  textForRequester: string | null;

  /** The priority that the provider asks for; null when it has not disputed it. */
  dispute: DisputeDto | null;
}

/** One measured run of a target. User-side timers are shown at home only. */
export class TimerDto {
  id: string;

  @ApiProperty({ enum: ['user', 'provider'] })
  side: string;

  @ApiProperty({ enum: ['response', 'resolution'] })
  metric: string;

  /** 1, 2, ... : a verdict stays when the timer has to go on, which then counts as its next run. */
  run: number;

  @ApiProperty({ enum: timerStates })
  state: string;

  @ApiProperty({ enum: ['met', 'missed', null], type: String, nullable: true })
  verdict: string | null;

  /**
   * What put the due instant into the past: `reclassified`, a correction of the priority; `recorded`, a version of the
   * agreement, targets or hours that was recorded later and holds since before.
   */
  missCause: string | null;

  /** Working minutes, in the service hours of this side. */
  targetMinutes: number;

  @ApiProperty({ enum: priorities })
  priority: string;

  startedAt: string;

  /** Null while paused: nobody can know it. */
  dueAt: string | null;

  pausedSince: string | null;
  endedAt: string | null;
}

export class TicketDto {
  id: string;

  /** @example ULCO-2026-00042 */
  reference: string;

  @ApiProperty({ enum: ['incident', 'request'] })
  kind: string;

  title: string;

  /** Null for a provider to whom it was not sent. */
  description: string | null;

  /** Null where there is none; it crosses with the description. */
  form: TicketFormDto | null;

  @ApiProperty({ enum: ticketMachine.states, enumName: 'TicketState' })
  state: string;

  @ApiProperty({
    enum: ['requester', 'third_party', 'change', 'scheduled', 'approval', null],
    type: String,
    nullable: true,
  })
  waitingCause: string | null;

  followUpAt: string | null;

  @ApiProperty({ enum: priorities })
  priority: string;

  @ApiProperty({ enum: levels })
  impact: string;

  @ApiProperty({ enum: levels })
  urgency: string;

  /** What the requester proposed; known at home only. */
  @ApiProperty({ enum: [...levels, null], type: String, nullable: true })
  proposedImpact: string | null;

  @ApiProperty({ enum: [...levels, null], type: String, nullable: true })
  proposedUrgency: string | null;

  /** The owner. */
  institution: InstitutionDto;

  service: ServiceRefDto;

  /** Code of the requester's site; its hours measure the user side. */
  site: string;

  requester: RequesterDto;
  channel: string;

  /** Who works on it at level 1; known at home only. */
  assignee: AssigneeDto | null;

  /** In whose queue it lies at level 1; known at home only. */
  team: TeamRefDto | null;

  nextActor: NextActorDto;
  escalations: EscalationDto[];
  timers: TimerDto[];

  /** A target was missed and the miss stands. Never a state. */
  isLate: boolean;

  /** The reference of the ticket under which this one goes on, once it was merged; told at home only. */
  mergedInto: string | null;

  openedAt: string;
  resolvedAt: string | null;
  resolutionCode: string | null;
  closedAt: string | null;
  updatedAt: string;

  /** Moves with what every party sees; also the ETag. */
  version: number;
}

/** Who owes the next step, in a list. */
export class NextActorLineDto {
  @ApiProperty({ enum: nextActorKinds, enumName: 'NextActorKind' })
  kind: string;

  institution: InstitutionDto | null;
}

/** A line of a list. */
export class TicketLineDto {
  id: string;
  reference: string;

  @ApiProperty({ enum: ['incident', 'request'] })
  kind: string;

  title: string;

  @ApiProperty({ enum: ticketMachine.states, enumName: 'TicketState' })
  state: string;

  @ApiProperty({ enum: priorities })
  priority: string;

  institution: InstitutionDto;
  service: ServiceRefDto;

  nextActor: NextActorLineDto;
  followUpAt: string | null;

  /** The nearest due instant of a running timer that the reader may see. */
  dueAt: string | null;

  isLate: boolean;

  /** Who works on it on the reader's side; the other side's is never told, nor anybody to whoever asked. */
  assignee: AssigneeDto | null;

  /** In whose queue it lies on the reader's side. */
  team: TeamRefDto | null;

  /** A text waits that nobody who should has read, on the reader's side; false for whoever asked. */
  isUnread: boolean;

  openedAt: string;
  updatedAt: string;
  version: number;
}
