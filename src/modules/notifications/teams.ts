import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import { colleague, peopleWithRole, type Colleague } from '../identity/index.js';
import { institutionById, sitesOf } from '../institutions/index.js';
import { AssignmentsStore, QueuesStore } from '../tickets/index.js';
import { Clock } from '../../kernel/index.js';
import { deputiesNow, membersThere } from './crew.store.js';
import type { Briefing } from './domain/briefing.js';
import type { Team } from './domain/told.js';
import { watchersOf } from './watchers.store.js';

/** The people of one institution who have to do with a ticket, and where they are. Who works on it differs by event. */
export interface TicketTeam {
  for(event: RecordedEvent): Team<Colleague>;
  timeZoneOf(person: Colleague): string;
}

/** Reads who of an institution could be told about a ticket. */
@Injectable()
export class Teams {
  constructor(
    private readonly assignments: AssignmentsStore,
    private readonly queues: QueuesStore,
    private readonly clock: Clock,
  ) {}

  /** `news`: the events that somebody is to be told of. */
  async of(
    tx: Transaction,
    { institution, ticket, escalations }: Briefing,
    news: readonly RecordedEvent[] = [],
  ): Promise<TicketTeam> {
    const isHome = ticket.institutionId === institution.id;
    const held = escalations.filter(({ holderId }) => holderId === institution.id);
    const people = {
      requester: isHome ? await colleague(tx, ticket.requesterId) : undefined,
      agents: isHome ? await peopleWithRole(tx, 'agent', ticket.serviceId) : [],
      spocs: isHome ? await peopleWithRole(tx, 'spoc', ticket.serviceId) : [],
      engineers: held.length > 0 ? await peopleWithRole(tx, 'engineer', ticket.serviceId) : [],
      managers: await peopleWithRole(tx, 'manager', ticket.serviceId),
      watchers: await watchersOf(tx, ticket.id),
    };
    const named = new Map<unknown, Colleague>();
    for (const id of new Set(news.flatMap((event) => namedBy(event, isHome)))) {
      const person = await colleague(tx, id);
      if (person) named.set(id, person);
    }
    const others = people.managers.filter(({ id }) => id !== ticket.requesterId);
    const approversOf = ({ data }: RecordedEvent) => {
      const person = named.get(data.approverId);
      return person ? [person] : data.approverId === undefined ? others : [];
    };
    const assignments = await this.assignments.ofTicket(tx, ticket.id);
    const assigneeOf = (side: 'user' | 'provider', n: number | undefined) =>
      assignments.find((one) => one.side === side && one.escalationN === n)?.personId ?? undefined;
    const now = this.clock.now();
    /** In whose queue it lies; before somebody has put it into one, into which it comes by itself. */
    const queueOf = async (side: 'user' | 'provider', n: number) => {
      const given = assignments.find((one) => one.side === side && one.escalationN === n);
      const teamId = given ? given.teamId : await this.queues.teamFor(tx, side, ticket.serviceId, ticket.kind);
      return teamId ? membersThere(tx, teamId, now) : undefined;
    };
    const queues = {
      home: isHome ? await queueOf('user', 0) : undefined,
      provider: held.length > 0 ? await queueOf('provider', held.at(-1)?.n ?? 0) : undefined,
    };
    const deputies = await deputiesNow(tx, now);
    const owners = new Map<string, Colleague[]>();
    for (const event of isHome ? news.filter(({ type }) => type.startsWith('task.')) : []) {
      const crew = [...people.agents, ...people.spocs];
      const { assigneeId, teamId } = event.data;
      const person = typeof assigneeId === 'string' ? await colleague(tx, assigneeId) : undefined;
      const members = typeof teamId === 'string' ? await membersThere(tx, teamId, now) : undefined;
      owners.set(event.id, person ? [person] : crew.filter(({ id }) => members?.has(id)));
    }
    const sites = await sitesOf(tx, institution.id);
    const usual = sites.find(({ isDefault }) => isDefault)?.timeZone;
    const zone = usual ?? (await institutionById(tx, institution.id))?.timeZone ?? 'UTC';
    return {
      for: (event) => ({
        ...people,
        mentioned: mentionsOf(event.data).flatMap((id) => named.get(id) ?? []),
        uploader: typeof event.data.addedBy === 'string' ? named.get(event.data.addedBy) : undefined,
        newAssigneeId: typeof event.data.assigneeId === 'string' ? event.data.assigneeId : undefined,
        approvers: approversOf(event),
        taskOwners: owners.get(event.id) ?? [],
        queues,
        deputies,
        assigneeIds: {
          home: assigneeOf('user', 0),
          // of the escalation that the event names, else of the last one that was theirs
          provider: assigneeOf('provider', typeof event.data.n === 'number' ? event.data.n : held.at(-1)?.n),
        },
      }),
      timeZoneOf: (person) => person.timeZone ?? sites.find(({ id }) => id === person.siteId)?.timeZone ?? zone,
    };
  }
}

function mentionsOf({ mentions }: RecordedEvent['data']): string[] {
  return Array.isArray(mentions) ? mentions.filter((id) => typeof id === 'string') : [];
}

/** Approvers are people of the ticket's owner. */
function namedBy({ data }: RecordedEvent, isHome: boolean): string[] {
  const others = [data.addedBy, ...(isHome ? [data.approverId] : [])];
  return [...mentionsOf(data), ...others.filter((id) => typeof id === 'string')];
}
