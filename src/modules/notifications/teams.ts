import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import { colleague, peopleWithRole, type Colleague } from '../identity/index.js';
import { institutionById, sitesOf } from '../institutions/index.js';
import { AssignmentsStore } from '../tickets/index.js';
import type { Briefing } from './domain/briefing.js';
import type { Team } from './domain/told.js';

/** The people of one institution who have to do with a ticket, and where they are. Who works on it differs by event. */
export interface TicketTeam {
  for(event: RecordedEvent): Team<Colleague>;
  timeZoneOf(person: Colleague): string;
}

/** Reads who of an institution could be told about a ticket. */
@Injectable()
export class Teams {
  constructor(private readonly assignments: AssignmentsStore) {}

  async of(
    tx: Transaction,
    { institution, ticket, escalations }: Briefing,
    events: readonly RecordedEvent[] = [],
  ): Promise<TicketTeam> {
    const isHome = ticket.institutionId === institution.id;
    const held = escalations.filter(({ holderId }) => holderId === institution.id);
    const people = {
      requester: isHome ? await colleague(tx, ticket.requesterId) : undefined,
      agents: isHome ? await peopleWithRole(tx, 'agent', ticket.serviceId) : [],
      spocs: isHome ? await peopleWithRole(tx, 'spoc', ticket.serviceId) : [],
      engineers: held.length > 0 ? await peopleWithRole(tx, 'engineer', ticket.serviceId) : [],
      managers: await peopleWithRole(tx, 'manager', ticket.serviceId),
    };
    const named = new Map<string, Colleague>();
    for (const id of new Set(events.flatMap(namedBy))) {
      const person = await colleague(tx, id);
      if (person) named.set(id, person);
    }
    const assignments = await this.assignments.ofTicket(tx, ticket.id);
    const assigneeOf = (side: 'user' | 'provider', n: number | undefined) =>
      assignments.find((one) => one.side === side && one.escalationN === n)?.personId;
    const sites = await sitesOf(tx, institution.id);
    const usual = sites.find(({ isDefault }) => isDefault)?.timeZone;
    const zone = usual ?? (await institutionById(tx, institution.id))?.timeZone ?? 'UTC';
    return {
      for: ({ data }) => ({
        ...people,
        mentioned: mentionsOf(data).flatMap((id) => named.get(id) ?? []),
        uploader: typeof data.addedBy === 'string' ? named.get(data.addedBy) : undefined,
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

function mentionsOf({ mentions }: RecordedEvent['data']): string[] {
  return Array.isArray(mentions) ? mentions.filter((id) => typeof id === 'string') : [];
}

function namedBy({ data }: RecordedEvent): string[] {
  return [...mentionsOf(data), ...(typeof data.addedBy === 'string' ? [data.addedBy] : [])];
}
