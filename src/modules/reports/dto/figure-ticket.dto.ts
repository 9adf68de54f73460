import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../../http/index.js';
import { ServiceRefDto } from '../../catalogue/index.js';
import { InstitutionDto } from '../../institutions/index.js';
import type { UnitLine } from '../stores/unit-list.store.js';

const nullable = { type: String, nullable: true } as const;
const verdicts = ['met', 'missed', 'open', 'excluded'];

/** A ticket as a figure counts it. */
export class FigureTicketDto {
  reference: string;
  institution: InstitutionDto;
  service: ServiceRefDto;
  agreementId: string;

  /** What counts. */
  @ApiProperty({ enum: verdicts })
  verdict: string;

  /** What the record says; another one where both sides agreed on something else. */
  @ApiProperty({ enum: verdicts })
  computed: string;

  /** When the verdict fell. */
  @ApiProperty(nullable)
  at: string | null;

  @ApiProperty(nullable)
  dueAt: string | null;

  @ApiProperty(nullable)
  month: string | null;

  @ApiProperty({ enum: ['sla', 'slo', null], ...nullable })
  commitment: string | null;

  /** Why it is excluded. */
  @ApiProperty(nullable)
  reason: string | null;

  /** What put the due instant into the past all at once: `reclassified` or `recorded`. */
  @ApiProperty(nullable)
  missCause: string | null;

  @ApiProperty({ enum: ['met', 'missed', null], ...nullable })
  response: string | null;
  lateQuestions: number;
  returns: number;

  /** Codes of the institutions that held it, as far as the caller may know them. */
  holders: string[];

  /** Whether a contest is open. */
  contested: boolean;

  /** What both sides agreed to count. */
  @ApiProperty({ enum: ['met', 'missed', 'excluded', null], ...nullable })
  settled: string | null;
}

export function toFigureTicketDto(line: UnitLine): FigureTicketDto {
  const { reference, institution, service, agreementId, verdict, computed, month, reason, missCause } = line;
  const { response, lateQuestions, returns, holders, settled, at, dueAt, binding, isContested } = line;
  return {
    reference,
    institution,
    service,
    agreementId,
    verdict,
    computed,
    at: at && formatInstant(at),
    dueAt: dueAt && formatInstant(dueAt),
    month,
    commitment: binding === null ? null : binding ? 'sla' : 'slo',
    reason,
    missCause,
    response,
    lateQuestions,
    returns,
    holders,
    contested: isContested,
    settled,
  };
}
