import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events, type Audience, type RecordedEvent } from '../../../events/index.js';
import { namesOf } from '../../identity/index.js';

export type ChangeEventType =
  | 'change.opened'
  | 'change.asked_for'
  | 'change.edited'
  | 'change.classed'
  | 'change.submitted'
  | 'change.reviewed_by_peer'
  | 'change.announced'
  | 'change.moved_window'
  | 'change.voided'
  | 'change.opinions_voided'
  | 'change.widened'
  | 'change.narrowed'
  | 'change.reworded'
  | 'change.put'
  | 'change.acknowledged'
  | 'change.objected'
  | 'change.objection_withdrawn'
  | 'change.round_opened'
  | 'change.voted'
  | 'change.round_reminded'
  | 'change.round_extended'
  | 'change.round_moved'
  | 'change.round_closed'
  | 'change.round_voided'
  | 'change.model_suspended'
  | 'change.unratified'
  | 'change.approved'
  | 'change.rejected'
  | 'change.scheduled'
  | 'change.held'
  | 'change.let_go'
  | 'change.started'
  | 'change.no_objection'
  | 'change.late'
  | 'change.task_ended'
  | 'change.implemented'
  | 'change.backed_out'
  | 'change.reviewed'
  | 'change.closed'
  | 'change.withdrawn'
  | 'change.reworked'
  | 'change.noted'
  | 'change.party_corrected'
  | 'change.pinned'
  | 'change.bundled'
  | 'change.unbundled'
  | 'change.release_published'
  | 'change.release_corrected'
  | 'change.linked'
  | 'change.unlinked'
  | 'change.conflicts_found'
  | 'change.conflict_overridden'
  | 'change.overlap_acknowledged';

export interface ChangeEntry extends RecordedEvent {
  actorName: string | null;
}

interface Line extends Record<string, unknown> {
  /** between: those who make the change, and the party that speaks. */
  audience: 'shared' | 'between' | 'internal';
  /** On which side the actor speaks; by default the one that makes the change. */
  side?: 'user' | 'provider';
}

/** The life of a change in the record: a stream of its own. Who reads what is shared, the database knows. */
@Injectable()
export class ChangeRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, changeId: string, at: Date, type: ChangeEventType, line: Line): Promise<void> {
    const { audience, side = 'provider', ...data } = line;
    await this.events.appendTo(tx, 'change', changeId, at, [
      { type, audience: audience as Audience, side, readers: [], data },
    ]);
  }

  /** As far as the actor may read it; whose name is known is named. */
  async read(tx: Transaction, changeId: string, after: string | undefined, limit: number): Promise<ChangeEntry[]> {
    const position = after === undefined ? 0 : await this.events.positionOf(tx, changeId, after);
    const events = await this.events.ofStream(tx, changeId, position, limit);
    const names = await namesOf(
      tx,
      events.map(({ actorId }) => actorId),
    );
    return events.map((event) => ({ ...event, actorName: names.get(event.actorId) ?? null }));
  }
}
