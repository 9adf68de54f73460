import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, forbidden, newId } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import { can } from '../../identity/index.js';
import { ChangeStores } from '../stores/change-stores.js';
import type { ChangeNote } from '../stores/notes.store.js';

const place = placeInTime('at');

/** What is written about a change: inside, or to whomever it concerns. */
@Injectable()
export class ChangeNotesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly stores: ChangeStores,
  ) {}

  list(actor: Actor, reference: string, limit: number, cursor: string | undefined): Promise<Page<ChangeNote>> {
    const after = decodeCursor(cursor, place);
    return this.work.run(actor, async (tx) => {
      const { id } = await this.stores.changes.byReference(tx, reference);
      const rows = await this.stores.notes.of(tx, id, limit + 1, after);
      return toPage(
        rows,
        limit,
        (row) => ({ at: row.writtenAt.toISOString(), id: row.id }),
        (row) => row,
      );
    });
  }

  write(actor: Actor, reference: string, body: string, audience: 'internal' | 'shared'): Promise<ChangeNote> {
    return this.work.run(actor, async (tx) => {
      const change = await this.stores.changes.byReference(tx, reference);
      const isOwn = change.institutionId === actor.institution.id && change.inside !== null;
      if (!change.serviceIds.some((id) => can(actor, 'change.message', id)))
        throw forbidden('None of your roles allows this.');
      if (!isOwn && audience === 'internal') throw forbidden('What is internal is written where the change is made.');
      const now = this.clock.now();
      const id = newId(now);
      await this.stores.notes.write(tx, change, { id, audience, body, at: now });
      const side = isOwn ? 'provider' : 'user';
      // what a party writes is between it and those who make the change
      const heard = isOwn ? audience : 'between';
      await this.stores.record.say(tx, change.id, now, 'change.noted', { audience: heard, side, noteId: id });
      const own = await institutionById(tx, actor.institution.id);
      const institution = { code: actor.institution.code, name: own?.name ?? actor.institution.name };
      return { id, audience, body, author: actor.name, institution, writtenAt: now };
    });
  }
}
