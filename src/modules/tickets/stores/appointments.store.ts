import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Appointment } from '../domain/appointments.js';

export type StoredAppointment = Omit<Appointment, 'at'> & { at: Date };

@Injectable()
export class AppointmentsStore {
  /** Those of a ticket that the actor may know of, in their order. */
  async ofTicket(tx: Transaction, ticketId: string): Promise<StoredAppointment[]> {
    return tx.query<StoredAppointment>(
      `select kind, n, working_days as "workingDays", at, audience
         from appointment
        where ticket_id = $1
        order by position`,
      [ticketId],
    );
  }

  /** Puts a ticket's appointments down in place of the former ones, in the owner's name. */
  async replace(
    tx: Transaction,
    ticketId: string,
    institutionId: string,
    appointments: readonly Appointment[],
  ): Promise<void> {
    const rows = appointments.map((appointment, index) => ({ ...rowOfAppointment(appointment), position: index + 1 }));
    await tx.run(
      `with wanted as (
         select w.*
           from jsonb_to_recordset($3) as w (position smallint, kind text, n smallint, "workingDays" smallint,
                at timestamptz, audience text)
       ), gone as (
         delete from appointment a
          where a.ticket_id = $1
            and not exists (select 1 from wanted w where w.position = a.position)
       )
       insert into appointment as a (ticket_id, institution_id, position, kind, n, working_days, at, audience)
       select $1, $2, w.position, w.kind, w.n, w."workingDays", w.at, w.audience
         from wanted w
       on conflict (ticket_id, position) do update
          set kind = excluded.kind, n = excluded.n, working_days = excluded.working_days, at = excluded.at,
              audience = excluded.audience
        where (a.kind, a.n, a.working_days, a.at, a.audience)
              is distinct from (excluded.kind, excluded.n, excluded.working_days, excluded.at, excluded.audience)`,
      [ticketId, institutionId, JSON.stringify(rows)],
    );
  }
}

/** What of an appointment is stored, as it is compared and written. Instants in ISO 8601 UTC. */
export function rowOfAppointment({ kind, n, workingDays, at, audience }: Appointment) {
  return { kind, n, workingDays, at: new Date(at).toISOString(), audience };
}
