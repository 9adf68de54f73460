import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, formatInstant, placeInTime, toPage, type Page } from '../../../http/index.js';
import { forbidden, isUuid, SYSTEM_PERSON } from '../../../kernel/index.js';
import { namesOf, requirePermissionEverywhere, servicesFor } from '../../identity/index.js';
import { entries, idsOf, referencesOf, type AuditRow } from './audit.store.js';
import { familiesOf, kindOf, kindsFor, type AuditKind } from './domain/audit-kinds.js';
import type { AuditEntryDto, AuditFilterDto, AuditPersonDto } from './dto/audit.dto.js';

export type AuditEntry = Readonly<AuditEntryDto>;

const PROGRAM: AuditPersonDto = { id: SYSTEM_PERSON, name: 'Guichet' };

/**
 * The audit trail of the institution for which one acts: the record itself, read by a function of the database that shows
 * admins and auditors what is theirs. Names are read under the wall, and follow what is known of people now.
 */
@Injectable()
export class AuditService {
  constructor(private readonly work: UnitOfWork) {}

  async list(actor: Actor, filter: AuditFilterDto, limit: number, cursor?: string): Promise<Page<AuditEntry>> {
    const kinds = readableKinds(actor, filter.kind);
    const after = decodeCursor(cursor, placeInTime('at'));
    return this.work.run(actor, async (tx) => {
      const search = {
        families: familiesOf(kinds),
        refs: await refsOf(tx, filter.ref),
        person: filter.person,
        from: filter.from,
        to: filter.to,
      };
      const rows = await entries(tx, search, limit + 1, after);
      const toEntry = await translator(tx, rows);
      return toPage(rows, limit, ({ at, id }) => ({ at: at.toISOString(), id }), toEntry);
    });
  }
}

/** A role that is limited to some services shows nothing: the trail is the institution's. */
export function readableKinds(actor: Actor, asked: AuditKind | undefined): AuditKind[] {
  requirePermissionEverywhere(actor, 'audit.read');
  const kinds = kindsFor({ isAuditor: servicesFor(actor, 'audit.read_all') === 'all' });
  if (asked === undefined) return kinds;
  if (!kinds.includes(asked)) throw forbidden('None of your roles allows this.');
  return [asked];
}

async function refsOf(tx: Transaction, ref: string | undefined): Promise<string[] | undefined> {
  if (ref === undefined) return undefined;
  return isUuid(ref) ? [ref.toLowerCase()] : idsOf(tx, ref);
}

async function translator(tx: Transaction, rows: readonly AuditRow[]): Promise<(row: AuditRow) => AuditEntry> {
  const own = tx.actor.institution.id;
  const personIn = ({ data }: AuditRow) => (typeof data?.['personId'] === 'string' ? data['personId'] : undefined);
  const names = await namesOf(
    tx,
    rows.flatMap((row) => [row.actorId, personIn(row) ?? row.actorId]),
  );
  const references = await referencesOf(
    tx,
    rows.map(({ streamId }) => streamId),
  );
  const person = (id: string): AuditPersonDto => (id === SYSTEM_PERSON ? PROGRAM : { id, name: names.get(id) ?? null });
  return (row) => {
    const about = personIn(row);
    const isOurs = row.institution?.id === own;
    return {
      id: row.id,
      at: formatInstant(row.at),
      kind: readableKindOf(row.type),
      type: row.type,
      actor: isOurs ? person(row.actorId) : null,
      institution: { code: row.institution?.code ?? '-', name: row.institution?.name ?? '' },
      person: about === undefined || !isOurs ? null : person(about),
      ref: references.get(row.streamId) ?? row.streamId,
      number: row.number,
      details: row.data,
    };
  };
}

/** Nothing else was asked for. */
function readableKindOf(type: string): AuditKind {
  const kind = kindOf(type);
  if (!kind) throw new Error(`${type} is shown to nobody`);
  return kind;
}
