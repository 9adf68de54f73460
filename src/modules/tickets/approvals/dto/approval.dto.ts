import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { formatInstant } from '../../../../http/index.js';
import { ServiceRefDto } from '../../../catalogue/index.js';
import { TicketFormDto } from '../../dto/ticket.dto.js';
import type { TicketForm } from '../../stores/forms.store.js';
import type { Approval } from '../approvals.store.js';

export class DecideDto {
  @IsIn(['approve', 'reject'])
  decision: 'approve' | 'reject';

  /** Whoever asked reads it; a rejection needs one. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4000)
  reason?: string;
}

export class ReassignDto {
  /** Id of a person of one's own institution. */
  @IsUUID()
  approver: string;
}

export class ApprovalPersonDto {
  id: string;
  name: string;
}

export class ApprovalLineDto {
  id: string;

  /** Reference of the ticket, which an approver need not see. */
  ticket: string;

  title: string;
  service: ServiceRefDto;
  requester: ApprovalPersonDto;

  /** Null: any manager of the service. */
  approver: ApprovalPersonDto | null;

  askedAt: string;

  @ApiProperty({ enum: ['open', 'approved', 'rejected', 'withdrawn'] })
  state: string;

  decidedBy: ApprovalPersonDto | null;

  /** Whose decision it was, where a deputy gave it. */
  decidedFor: ApprovalPersonDto | null;

  decidedAt: string | null;
  reason: string | null;
}

export class ApprovalDto extends ApprovalLineDto {
  /** What is decided on. */
  form: TicketFormDto | null;
}

/** Who decides now; nothing of what is asked for, since an administrator puts decisions on too. */
export class ReassignedDto {
  /** Reference of the ticket. */
  ticket: string;
  approver: ApprovalPersonDto;
}

export function toReassignedDto({ reference, approverId, approverName }: Approval): Readonly<ReassignedDto> {
  return { ticket: reference, approver: { id: approverId ?? '', name: approverName ?? '' } };
}

export function toApprovalLineDto(approval: Approval): Readonly<ApprovalLineDto> {
  const { approverId, approverName, decidedBy, decidedByName, decidedFor, decidedForName, decidedAt } = approval;
  return {
    id: approval.id,
    ticket: approval.reference,
    title: approval.title,
    service: { code: approval.serviceCode, name: approval.serviceName },
    requester: { id: approval.requesterId, name: approval.requesterName },
    approver: approverId ? { id: approverId, name: approverName ?? '' } : null,
    askedAt: formatInstant(approval.askedAt),
    state: approval.state,
    decidedBy: decidedBy ? { id: decidedBy, name: decidedByName ?? '' } : null,
    decidedFor: decidedFor ? { id: decidedFor, name: decidedForName ?? '' } : null,
    decidedAt: decidedAt ? formatInstant(decidedAt) : null,
    reason: approval.reason,
  };
}

export function toApprovalDto({ approval, form }: { approval: Approval; form: TicketForm | undefined }): ApprovalDto {
  return {
    ...toApprovalLineDto(approval),
    form: form ? { model: form.modelId, version: form.version, fields: form.fields } : null,
  };
}
