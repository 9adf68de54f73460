import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { readerKey, type RecordedEvent } from '../../events/index.js';
import { colleague, peopleWithRole, type Colleague } from '../identity/index.js';
import { institutionById, sitesOf } from '../institutions/index.js';
import { AssignmentsStore } from '../tickets/index.js';
import type { Briefing } from './domain/briefing.js';
import type { Part, Said } from './domain/recipients.js';
import type { Team } from './domain/told.js';

/** The people of one institution who have to do with a ticket, and where they are. */
export interface Audience {
  teamFor(event: RecordedEvent): Team<Colleague>;
  timeZoneOf(person: Colleague): string;
}

/** Reads who of an institution could be told about a ticket. */
@Injectable()
export class Audiences {
  constructor(private readonly assignments: AssignmentsStore) {}

  async of(tx: Transaction, { institution, ticket, escalations }: Briefing): Promise<Audience> {
    const isHome = ticket.institutionId === institution.id;
    const held = escalations.filter(({ holderId }) => holderId === institution.id);
    const people = {
      requester: isHome ? await colleague(tx, ticket.requesterId) : undefined,
      agents: isHome ? await peopleWithRole(tx, 'agent', ticket.serviceId) : [],
      spocs: isHome ? await peopleWithRole(tx, 'spoc', ticket.serviceId) : [],
      engineers: held.length > 0 ? await peopleWithRole(tx, 'engineer', ticket.serviceId) : [],
    };
    const assignments = await this.assignments.ofTicket(tx, ticket.id);
    const assigneeOf = (side: 'user' | 'provider', n: number | undefined) =>
      assignments.find((one) => one.side === side && one.escalationN === n)?.personId;
    const sites = await sitesOf(tx, institution.id);
    const usual = sites.find(({ isDefault }) => isDefault)?.timeZone;
    const zone = usual ?? (await institutionById(tx, institution.id))?.timeZone ?? 'UTC';
    return {
      teamFor: ({ data }) => ({
        ...people,
        assigneeIds: {
          home: assigneeOf('user', 0),
          // of the escalation that the event names, else of the last one that was theirs
          provider: assigneeOf('provider', typeof data.n === 'number' ? data.n : held.at(-1)?.n),
        },
      }),
      timeZoneOf: (person) => person.timeZone ?? sites.find(({ id }) => id === person.siteId)?.timeZone ?? zone,
    };
  }
}

/** In which parts an institution may read an event. */
export function partsOf(institutionId: string, readers: readonly string[]): Part[] {
  const parts: Part[] = [];
  if (readers.includes(readerKey(institutionId, 'user'))) parts.push('home');
  if (readers.includes(readerKey(institutionId, 'provider'))) parts.push('provider');
  return parts;
}

export function saidBy(event: RecordedEvent, { institution, ticket }: Briefing): Said {
  const isOwnTicket = event.audience === 'requester' && event.actorId === ticket.requesterId;
  return {
    audience: event.audience,
    by: isOwnTicket ? 'requester' : event.actorSide,
    turn: turnOf(event.data.nextActorInstitutionId, institution.id, ticket),
    data: event.data,
  };
}

/** A step that nobody or a requester owes is followed up at home. */
function turnOf(next: unknown, institutionId: string, ticket: Briefing['ticket']): Part | undefined {
  if (next !== null && next !== institutionId) return undefined;
  const isHome = ticket.institutionId === institutionId;
  if (next === null) return isHome ? 'home' : undefined;
  // an institution that called upon itself is told on the side whose turn it is
  return isHome && ticket.nextActor !== 'provider' ? 'home' : 'provider';
}
