import type { Reason } from '../../mail/index.js';
import type { Circle, Part, Rule } from './recipients.js';

interface Reachable {
  id: string;
  /** Told to whoever stands in for them. */
  name?: string;
  email: string;
}

/** The people of one institution who have to do with a ticket: still there, and in a role that serves its service. */
export interface Team<P extends Reachable> {
  requester?: P | undefined;
  /** Who decides on it: whom the event names, else the managers; never whoever asks. */
  approvers: readonly P[];
  agents: readonly P[];
  spocs: readonly P[];
  engineers: readonly P[];
  managers: readonly P[];
  /** Whom the event names. */
  mentioned: readonly P[];
  uploader?: P | undefined;
  /** To whom the event gives it. */
  newAssigneeId?: string | undefined;
  /** Who watches it in each part, and may still see it there. */
  watchers?: Readonly<Partial<Record<Part, readonly P[]>>>;
  /** Who has the task that the event names, or the members of the team that has it. */
  taskOwners?: readonly P[];
  /** In whose queue it lies in each part: the ids of those who are there, or of all where nobody is. */
  queues?: Readonly<Partial<Record<Part, ReadonlySet<string> | undefined>>>;
  /** Who stands in for whoever is away, by their ids. */
  deputies?: ReadonlyMap<string, P>;
  /** Who works on it in each part. */
  assigneeIds: Readonly<Partial<Record<Part, string | undefined>>>;
}

/** Somebody who is to be told, and why they are. */
export interface Told<P> {
  person: P;
  reason: Reason;
  /** Of a deputy: for whom, and why those would be told. */
  insteadOf?: { id: string; name: string; reason: Reason };
  rule: Rule;
}

/**
 * The people whom rules reach, each once, by the first rule and the first circle that names them. Left out: whoever did
 * it (unless a rule says otherwise), and who has no address.
 */
export function toldBy<P extends Reachable>(rules: readonly Rule[], team: Team<P>, actorId: string): Told<P>[] {
  const told = new Map<string, Told<P>>();
  for (const rule of rules) {
    for (const circle of rule.to) {
      for (const { person, reason } of peopleOf(circle, rule.part, team)) {
        const isOut = person.email === '' || (person.id === actorId && !rule.alsoToActor);
        if (!isOut && !told.has(person.id)) told.set(person.id, { person, reason, rule });
      }
    }
  }
  // after everybody whose business it is themselves
  for (const { person, reason, rule } of [...told.values()]) {
    const deputy = isPersonal(reason) ? team.deputies?.get(person.id) : undefined;
    if (!deputy || deputy.email === '' || deputy.id === actorId || told.has(deputy.id)) continue;
    // nobody decides on what they ask for themselves
    if (reason === 'approver' && deputy.id === team.requester?.id) continue;
    const insteadOf = { id: person.id, name: person.name ?? '', reason };
    told.set(deputy.id, { person: deputy, reason: 'deputy', insteadOf, rule });
  }
  return [...told.values()];
}

/** What somebody is told because they work here: who only asked for something, or follows it, has nobody stand in. */
const isPersonal = (reason: Reason) => !['requester', 'opened_by', 'watcher', 'uploader', 'deputy'].includes(reason);

interface Named<P> {
  person: P;
  reason: Reason;
}

function peopleOf<P extends Reachable>(circle: Circle, part: Part, team: Team<P>): Named<P>[] {
  const all = (people: readonly P[], reason: Reason) => people.map((person) => ({ person, reason }));
  switch (circle) {
    case 'requester':
      return team.requester ? all([team.requester], 'requester') : [];
    case 'approver':
      return all(team.approvers, 'approver');
    case 'agents':
      return all(team.agents, 'level_1');
    case 'task_owner':
      return all(team.taskOwners ?? [], 'task');
    case 'task_owner_or_agents':
      return orElse(all(team.taskOwners ?? [], 'task'), atTheDesk(team));
    case 'queue':
      return queue(part, team);
    case 'desk':
      return orElse(queue('home', team), [...all(team.agents, 'level_1'), ...all(team.spocs, 'spoc')]);
    case 'spocs':
      return all(team.spocs, 'spoc');
    case 'watchers':
      return all(team.watchers?.[part] ?? [], 'watcher');
    case 'managers':
      return all(team.managers, 'manager');
    case 'mentioned':
      return all(team.mentioned, 'mentioned');
    case 'uploader':
      return team.uploader ? all([team.uploader], 'uploader') : [];
    case 'assignee':
      return assignee(part, team);
    case 'new_assignee':
      return assignee(part, team).filter(({ person }) => person.id === team.newAssigneeId);
    case 'assignee_or_agents':
      return atTheDesk(team);
    case 'assignee_or_engineers':
      return orElse(assignee(part, team), orElse(queue(part, team), all(team.engineers, 'engineer')));
  }
}

const orElse = <T>(some: T[], others: T[]) => (some.length > 0 ? some : others);

/** Whoever has it; else the team in whose queue it lies, else the agents, else the SPOCs. */
function atTheDesk<P extends Reachable>(team: Team<P>): Named<P>[] {
  const all = (people: readonly P[], reason: Reason) => people.map((person) => ({ person, reason }));
  const others = orElse(all(team.agents, 'level_1'), all(team.spocs, 'spoc'));
  return orElse(assignee('home', team), orElse(queue('home', team), others));
}

/** Of the team in whose queue it lies those who work on the ticket; nobody where it lies in none. */
function queue<P extends Reachable>(part: Part, team: Team<P>): Named<P>[] {
  const crew = part === 'home' ? [...team.agents, ...team.spocs] : team.engineers;
  return crew.filter(({ id }) => team.queues?.[part]?.has(id)).map((person) => ({ person, reason: 'team' }));
}

/** An assignee who has left, or lost the role, works on nothing. */
function assignee<P extends Reachable>(part: Part, team: Team<P>): Named<P>[] {
  const crew = part === 'home' ? [...team.agents, ...team.spocs] : team.engineers;
  const person = crew.find(({ id }) => id === team.assigneeIds[part]);
  return person ? [{ person, reason: 'assignee' }] : [];
}
