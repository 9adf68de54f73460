import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import type { Change, Party } from '../../changes/index.js';
import { colleague, peopleWithRole, staffOfSide, type Colleague, type Role } from '../../identity/index.js';
import { askerOf, leftThrough } from './change-news.store.js';
import { votersOf, votesOf } from './vote-news.store.js';
import type { ChangeCircle } from './domain/told-of-changes.js';

/** A change, and whom of the acting institution it concerns: as its wall shows them. */
export interface ChangeCase {
  change: Change;
  /** The acting institution's own, of which it may know. */
  own: readonly Party[];
  isMaker: boolean;
}

/** The people of the acting institution in a circle: still there, and with the rights that the circle asks for now. */
export async function peopleIn(
  tx: Transaction,
  circle: ChangeCircle,
  { change, own, isMaker }: ChangeCase,
  event: RecordedEvent,
): Promise<Colleague[]> {
  const party = own.find(({ kind }) => kind === circle);
  switch (circle) {
    case 'gone': {
      const serviceIds = await leftThrough(tx, change.id, event.occurredAt);
      return serviceIds ? holding(tx, ['spoc'], serviceIds) : [];
    }
    case 'seats':
    case 'silent':
    case 'voters':
      return seated(tx, circle, change, event);
    case 'affected':
      return party ? holding(tx, ['spoc'], party.serviceIds) : [];
    case 'tenant':
      return party ? holding(tx, ['spoc', 'manager'], party.serviceIds) : [];
    case 'asker':
      return party ? askers(tx, change, party) : [];
    case 'makers':
    case 'author':
    case 'implementers':
    case 'managers':
    case 'deciders':
    case 'peers':
    case 'team':
    case 'named':
      return isMaker ? makingIt(tx, circle, change, event) : [];
  }
}

async function makingIt(
  tx: Transaction,
  circle: Exclude<ChangeCircle, 'affected' | 'gone' | 'tenant' | 'asker' | 'seats' | 'silent' | 'voters'>,
  { serviceIds, inside }: Change,
  event: RecordedEvent,
): Promise<Colleague[]> {
  const { authorId = '', ownerId = '', implementerIds = [] } = inside ?? {};
  const makers = [authorId, ownerId, ...implementerIds];
  const others = (people: readonly Colleague[]) => people.filter(({ id }) => !makers.includes(id));
  const managers = () => holding(tx, ['change_manager'], serviceIds);
  switch (circle) {
    case 'makers':
      return staff(tx, makers, serviceIds);
    case 'author':
      return staff(tx, [authorId, ownerId], serviceIds);
    case 'implementers':
      return staff(tx, implementerIds, serviceIds);
    case 'managers':
      return managers();
    case 'deciders': {
      // somebody has to hear that nobody can decide
      const all = await managers();
      const free = others(all);
      return free.length > 0 ? free : all;
    }
    case 'peers':
      return others(await holding(tx, ['engineer', 'change_manager'], serviceIds));
    case 'team':
      return holding(tx, ['engineer', 'change_manager'], serviceIds);
    case 'named': {
      const { people } = event.data;
      return staff(tx, Array.isArray(people) ? people.filter((id) => typeof id === 'string') : [], serviceIds);
    }
  }
}

/** Those of the acting institution who may vote in the round of an event, and are CAB members still. */
async function seated(
  tx: Transaction,
  circle: 'seats' | 'silent' | 'voters',
  { id, serviceIds }: Change,
  { data }: RecordedEvent,
): Promise<Colleague[]> {
  if (typeof data.roundId !== 'string') return [];
  const voters = await votersOf(tx, data.roundId);
  if (voters.length === 0) return [];
  const votes = circle === 'seats' ? [] : await votesOf(tx, id, data.roundId);
  const asked = voters.filter(({ personId, seatId }) => {
    if (circle === 'voters') return votes.some((vote) => vote.personId === personId);
    return !votes.some((vote) => vote.seatId === seatId);
  });
  const members = await holding(tx, ['cab_member'], serviceIds);
  return members.filter((person) => asked.some(({ personId }) => personId === person.id));
}

/** Whoever asked, as long as they speak for their institution; else those who do. */
async function askers(tx: Transaction, { id }: Change, { serviceIds }: Party): Promise<Colleague[]> {
  const spocs = await holding(tx, ['spoc'], serviceIds);
  const askerId = await askerOf(tx, id);
  const asker = spocs.filter((person) => person.id === askerId);
  return asker.length > 0 ? asker : spocs;
}

/** Those who hold one of some roles for one of some services, each once. */
async function holding(tx: Transaction, roles: readonly Role[], serviceIds: readonly string[]): Promise<Colleague[]> {
  const found = new Map<string, Colleague>();
  for (const role of roles)
    for (const serviceId of serviceIds)
      for (const person of await peopleWithRole(tx, role, serviceId)) found.set(person.id, person);
  return [...found.values()];
}

/** Those of these people who work on the provider's side for one of the services now. */
async function staff(tx: Transaction, ids: readonly string[], serviceIds: readonly string[]): Promise<Colleague[]> {
  const working = new Set<string>();
  for (const serviceId of serviceIds)
    for (const id of await staffOfSide(tx, 'provider', serviceId, [...new Set(ids)])) working.add(id);
  const found: Colleague[] = [];
  for (const id of working) {
    const person = await colleague(tx, id);
    if (person) found.push(person);
  }
  return found;
}
