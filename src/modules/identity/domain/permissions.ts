import type { Actor, ServiceScope } from '../../../database/index.js';
import { covers, unionOf } from './service-scope.js';

/** What a membership may hold; each may be limited to some services. */
export const roles = [
  'requester',
  'agent',
  'spoc',
  'engineer',
  'change_manager',
  'cab_member',
  'manager',
  'admin',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

const level1 = ['agent', 'spoc'] as const;
const homeAndAsker = ['requester', ...level1] as const;
const ticketReaders = [...homeAndAsker, 'engineer', 'change_manager', 'manager', 'auditor'] as const;
const termsReaders = [...level1, 'engineer', 'change_manager', 'manager', 'admin', 'auditor'] as const;

/**
 * Who may ask for what: the table of people and roles in docs/architecture.md, as data. `anyone` is whoever has signed
 * in, the operator (a member of no institution) included. What the wall does not show stays hidden whatever stands here.
 */
export const permissions = {
  'me.read': 'anyone',
  'me.sign_out': 'anyone',
  'me.change_password': 'anyone',
  'catalogue.read': 'anyone',
  'working_time.compute': 'anyone',
  'agreement.read': termsReaders,
  'agreement.propose': ['manager'],
  // to have a version hold for a time that has passed; takes a manager of all services
  'agreement.backdate': ['manager'],
  'hours.read': termsReaders,
  'hours.record': ['manager'],
  'targets.read': termsReaders,
  'targets.record': ['manager'],
  'ticket.open': homeAndAsker,
  // a requester, by name, for whoever opens a ticket for them
  'people.find': level1,
  'ticket.list': ticketReaders,
  'ticket.read': ticketReaders,
  // what opens by itself: read by the staff, kept by level 1
  'recurring.read': [...level1, 'manager', 'auditor'],
  'recurring.keep': level1,
  // the split by institution and the segments of timers: for staff of either side
  'ticket.time': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'ticket.take': level1,
  'ticket.assign': level1,
  'ticket.wait': level1,
  'ticket.resume': level1,
  'ticket.resolve': level1,
  'ticket.close': level1,
  'ticket.cancel': level1,
  'ticket.qualify': level1,
  // each move of a bulk asks for its own permission too
  'ticket.move_many': level1,
  'ticket.reopen': homeAndAsker,
  'ticket.link': level1,
  'ticket.merge': level1,
  'ticket.split': level1,
  // what has to do with a ticket is known at home, among the staff
  'ticket.links': [...level1, 'manager', 'auditor'],
  'ticket.attach': level1,
  'major.read': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  // a SPOC on a ticket of the own institution, the others where it holds a function of the service
  'major.declare': ['spoc', 'engineer', 'manager'],
  // what is published, and of one's own institution what is inside: the wall tells which
  'problem.read': ticketReaders,
  'problem.follow': ticketReaders,
  // where the institution holds a function of the service
  'problem.write': ['engineer', 'manager'],
  // published ones as far as they are shared, one's own from the draft on: the wall tells which
  'action.read': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  // where the institution holds a function of all of its services
  'action.write': ['engineer', 'manager'],
  // by somebody who wrote none of it
  'action.review': ['engineer', 'manager'],
  // what is promised about the cause of a problem, and whether it held: where the institution runs the service
  'improvement.read': ['engineer', 'change_manager', 'manager', 'auditor'],
  'improvement.write': ['engineer', 'manager'],
  // whoever neither answers for it nor did it
  'improvement.review': ['engineer', 'change_manager', 'manager'],
  // of one's own side; whoever works on one also holds a role that the action names
  'run.read': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'run.work': [...level1, 'engineer'],
  // announced ones for whomever they concern, one's own from the draft on: the wall tells which
  'change.read': [...ticketReaders, 'cab_member'],
  // published ones for whomever one of their changes concerns, requesters too; one's own from the draft on
  'release.read': [...ticketReaders, 'cab_member'],
  'release.write': ['engineer', 'change_manager'],
  // a SPOC asks for one: a draft where the service is led
  'change.open': ['spoc', 'engineer', 'change_manager'],
  'change.write': ['engineer', 'change_manager'],
  'change.message': [...level1, 'engineer', 'change_manager', 'manager'],
  'change.object': ['spoc'],
  'change.acknowledge': ['spoc'],
  // what stands against a change: overridden by its change manager, an overlap accepted by its owner too
  'change.override': ['change_manager'],
  'change.accept_overlap': ['engineer', 'change_manager'],
  // a peer, the authority, the tenant's own: which, the change says
  'change.decide': ['spoc', 'engineer', 'change_manager', 'manager'],
  'change.open_round': ['change_manager'],
  // whoever has a seat in the round
  'change.vote': ['cab_member'],
  'change.ratify': ['change_manager', 'cab_member'],
  // those who have a seat, and those who make the change
  'change.read_votes': ['cab_member', 'engineer', 'change_manager', 'manager', 'auditor'],
  // plans of controls and preventive actions: read at home, kept where the institution holds a function of the service
  'action_plan.read': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'action_plan.keep': ['engineer', 'manager'],
  'coverage.read': ['engineer', 'change_manager', 'manager', 'auditor'],
  // level 1 on own tickets, the engineer on an escalation that their institution holds
  'ticket.link_problem': [...level1, 'engineer'],
  'ticket.draft_escalation': level1,
  // an agent may too, for a P1 or when a draft was left alone: whoever knows the ticket decides that
  'ticket.escalate': ['spoc'],
  'ticket.recall': ['spoc'],
  'ticket.answer': ['spoc'],
  'ticket.confirm': ['spoc'],
  'ticket.refuse': ['spoc'],
  // request models: read by everybody of the institution
  'model.read': roles,
  'model.write': ['spoc', 'manager'],
  // whoever is asked decides; a manager where nobody is named
  'approval.decide': roles,
  // a SPOC, a manager, an administrator, or whoever stands in for the approver
  'approval.reassign': [...level1, 'engineer', 'change_manager', 'manager', 'admin', 'auditor'],
  'task.read': [...level1, 'manager', 'auditor'],
  'task.write': level1,
  'time_spent.read': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'time_spent.enter': [...level1, 'engineer'],
  'template.use': [...level1, 'manager'],
  'canned_answer.use': [...level1, 'engineer', 'manager'],
  'escalation.work': ['engineer'],
  // who asks managers to decide, on which side, is a matter of the ticket
  'hierarchy.alert': ['spoc', 'engineer', 'manager'],
  'hierarchy.read': ['spoc', 'engineer', 'manager', 'auditor'],
  'hierarchy.decide': ['manager'],
  'ready_text.read': ['engineer', 'change_manager', 'manager', 'auditor'],
  'ready_text.keep': ['engineer', 'manager'],
  'message.post': [...homeAndAsker, 'engineer'],
  // what was not ticked crosses later
  'message.share': ['spoc'],
  // what one has to act on, what one has read, and being there for it
  // anybody may be asked to decide
  'turn.mine': roles,
  'turn.read': [...level1, 'engineer'],
  'turn.see': [...level1, 'engineer'],
  'desk.keep': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'team.read': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'team.manage': ['manager'],
  'ticket.watch': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  'view.keep': [...level1, 'engineer', 'change_manager', 'manager', 'auditor'],
  // who votes on the changes of a service: composed by its lead provider, each seat filled by its own institution
  'change_board.read': [...termsReaders, 'cab_member'],
  'change_board.compose': ['change_manager', 'manager'],
  'change_board.name': ['manager', 'admin'],
  // where the institution runs the service, plans and drafts too: the wall tells
  'change_model.read': [...level1, 'engineer', 'change_manager', 'cab_member', 'manager', 'auditor'],
  'change_model.draft': ['engineer', 'change_manager'],
  'change_model.decide': ['change_manager'],
  'risk_questionnaire.read': [...level1, 'engineer', 'change_manager', 'cab_member', 'manager', 'auditor'],
  'risk_questionnaire.publish': ['change_manager'],
  'component_dependency.read': [...termsReaders, 'cab_member'],
  'component_dependency.write': ['engineer', 'change_manager'],
  // periods without changes: who sees which, the wall tells; whoever declares one also changes and lifts it
  'freeze.read': 'anyone',
  'freeze.declare': ['operator', 'change_manager', 'spoc', 'manager'],
  'freeze.declare_consortium': ['operator'],
  // of the lead provider
  'freeze.declare_service': ['change_manager'],
  'freeze.declare_institution': ['spoc', 'manager'],
  'calendar.read': 'anyone',
  'calendar.feed': 'anyone',
  'report.read': ['spoc', 'change_manager', 'manager', 'auditor'],
  // how actions went that the own side ran; where the service is run, what became of improvements too
  'report.actions': ['spoc', 'engineer', 'change_manager', 'manager', 'auditor'],
  // figures of the changes that one's institution makes, and of those that concern it
  'report.changes_made': ['change_manager', 'manager', 'auditor'],
  'report.changes_concerning': ['spoc', 'manager', 'auditor'],
  // who made them, by name
  'report.implementers': ['change_manager', 'manager'],
  'verdict.contest': ['manager'],
  'month.publish': ['manager'],
  // figures of the whole installation: a count by route tells how much the others have to do
  'metrics.read': ['operator'],
  // tokens for programs: each has at most what its maker may
  'token.read': ['admin', 'auditor', 'operator'],
  'token.manage': ['admin', 'operator'],
  // what was done for the institution: agreements, roles, people and tokens; to auditors all that its people did
  'audit.read': ['admin', 'auditor'],
  'audit.read_all': ['auditor'],
  // what is held of a person: for oneself, and for an admin of all services
  'person.export': roles,
  'person.export_others': ['admin'],
  // of somebody who has left, by an admin of all services
  'person.erase': roles,
  'person.erase_others': ['admin'],
  // mail comes in for the whole desk; what cannot be placed waits for those whom it may concern
  'mail.receive': ['operator'],
  'mail.quarantine': ['spoc', 'engineer', 'operator'],
  // addresses of the institution's people that could not be reached
  'mail.suppressions': ['admin'],
} as const satisfies Record<string, readonly (Role | 'operator')[] | 'anyone'>;

export type Permission = keyof typeof permissions;

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name);
}

export function isRole(name: string): name is Role {
  return roles.some((role) => role === name);
}

/** The services for which somebody may do a thing, through any of their roles. */
export function servicesFor(actor: Pick<Actor, 'roles'>, permission: Permission): ServiceScope {
  const holders: readonly (Role | 'operator')[] | 'anyone' = permissions[permission];
  if (holders === 'anyone') return 'all';
  return unionOf(holders.map((role) => actor.roles.get(role) ?? 'none'));
}

/** Whether a role allows it for this service (by id); without one, whether it does so for any service. */
export function can(actor: Pick<Actor, 'roles'>, permission: Permission, serviceId?: string): boolean {
  return covers(servicesFor(actor, permission), serviceId);
}
