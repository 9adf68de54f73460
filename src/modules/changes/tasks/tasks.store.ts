import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { PlannedTask, Task, TaskEnd } from './domain/tasks.js';

/** The steps of a change, as far as the wall shows them: those who make it alone. */
@Injectable()
export class ChangeTasksStore {
  /** In order. */
  of(tx: Transaction, changeId: string): Promise<Task[]> {
    return tx.query<Task>(
      `select t.position, t.kind, t.title, t.holder_id as "holderId", h.display_name as holder, t.minutes, t.state,
              t.ended_at as "endedAt", e.display_name as "endedBy", t.note
         from change_task t
         left join person h on h.id = t.holder_id
         left join person e on e.id = t.ended_by
        where t.change_id = $1
        order by t.position`,
      [changeId],
    );
  }

  /** All of them anew. */
  async put(tx: Transaction, changeId: string, tasks: readonly (PlannedTask & { id: string })[]): Promise<void> {
    await tx.run('delete from change_task where change_id = $1', [changeId]);
    await tx.run(
      `insert into change_task (id, institution_id, change_id, position, kind, title, holder_id, minutes, state)
       select r.id, app_institution(), $1, r.position, r.kind, r.title, r."holderId", r.minutes, 'open'
         from jsonb_to_recordset($2::jsonb)
           as r(id uuid, position integer, kind text, title text, "holderId" uuid, minutes integer)`,
      [changeId, JSON.stringify(tasks.map((task, place) => ({ ...task, position: place + 1 })))],
    );
  }

  async end(
    tx: Transaction,
    changeId: string,
    position: number,
    { state, note }: { state: TaskEnd; note: string | null },
    at: Date,
  ): Promise<void> {
    const touched = await tx.run(
      `update change_task set state = $3, note = $4, ended_at = $5, ended_by = app_person()
        where change_id = $1 and position = $2`,
      [changeId, position, state, note, at],
    );
    if (touched !== 1) throw new Error('a step that was held is gone');
  }
}
