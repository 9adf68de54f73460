import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../../../http/index.js';
import { appointmentKinds } from '../domain/appointments.js';
import type { StoredAppointment } from '../stores/appointments.store.js';

export class AppointmentDto {
  /** What time does by itself: a reminder, a date that comes, or a move that nobody made. */
  @ApiProperty({ enum: appointmentKinds })
  kind: string;

  /** The escalation that it is about. */
  n: number | null;

  /** Where it is counted in working days: how many since the waiting began. */
  workingDays: number | null;

  /** Unless something happens before. */
  at: string;

  /** `user`: known at home only; `shared`: to the current parties. */
  @ApiProperty({ enum: ['user', 'shared'] })
  audience: string;
}

export function toAppointmentDto({ kind, n, workingDays, at, audience }: StoredAppointment): AppointmentDto {
  return { kind, n, workingDays, at: formatInstant(at), audience };
}
