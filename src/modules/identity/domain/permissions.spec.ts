import { describe, expect, it } from '@jest/globals';
import type { ServiceScope } from '../../../database/index.js';
import { can, permissions, roles, servicesFor, type Permission, type Role } from './permissions.js';

const anyone =
  'me.read me.sign_out me.change_password catalogue.read working_time.compute freeze.read calendar.read calendar.feed';
const everybody = 'model.read approval.decide turn.mine person.export person.erase';
const terms = 'agreement.read hours.read targets.read';
/** Whoever has a side: what helps them through the day. */
const staff =
  'change.read release.read ticket.list ticket.read ticket.time major.read time_spent.read desk.keep team.read ticket.watch view.keep ' +
  'problem.read problem.follow approval.reassign action.read run.read action_plan.read';
/** What stands before a change is made. */
const board = 'change_board.read component_dependency.read';
const standing = `${board} change_model.read risk_questionnaire.read`;
const reading = `${everybody} ${staff} ${terms} ${standing}`;
/** What is done about changes where they are made. */
const making = 'change.accept_overlap change.open change.write change.decide change.message release.write';
/** Whoever works on tickets. */
const working = 'message.post turn.read turn.see canned_answer.use time_spent.enter run.work';
const level1 =
  `${reading} ${working} ticket.open ticket.take ticket.assign ticket.wait ticket.resume ticket.resolve ticket.close ` +
  'ticket.cancel ticket.qualify ticket.move_many ticket.reopen ticket.draft_escalation people.find template.use ' +
  'ticket.link ticket.links ticket.merge ticket.split ticket.attach ticket.link_problem task.read task.write ' +
  'recurring.read recurring.keep change.message';

// written down by role, where the code says it by permission
const expected: Record<Role, string> = {
  requester: `${everybody} change.read release.read ticket.list ticket.read ticket.open ticket.reopen message.post problem.read problem.follow`,
  agent: level1,
  spoc:
    `${level1} major.declare report.read ticket.escalate ticket.recall ticket.answer ticket.confirm ticket.refuse ` +
    'message.share hierarchy.alert hierarchy.read model.write mail.quarantine change.open change.object change.decide change.acknowledge ' +
    'freeze.declare freeze.declare_institution report.changes_concerning report.actions',
  engineer:
    `${reading} ${working} ${making} major.declare escalation.work hierarchy.alert hierarchy.read ready_text.read ` +
    'ready_text.keep mail.quarantine problem.write ticket.link_problem change_model.draft component_dependency.write ' +
    'change.read_votes action.write action.review improvement.read improvement.write improvement.review report.actions ' +
    'action_plan.keep coverage.read',
  change_manager:
    `${reading} ${making} report.read ready_text.read freeze.declare freeze.declare_service report.changes_made ` +
    'report.implementers change_board.compose change_model.draft change_model.decide ' +
    'risk_questionnaire.publish component_dependency.write change.override change.open_round change.ratify change.read_votes ' +
    'improvement.read improvement.review report.actions coverage.read',
  cab_member: `${everybody} change.read release.read ${standing} change.vote change.ratify change.read_votes`,
  manager:
    `${reading} ticket.links major.declare hierarchy.alert hierarchy.read hierarchy.decide ready_text.read ` +
    'ready_text.keep report.read verdict.contest month.publish agreement.propose agreement.backdate hours.record ' +
    'targets.record model.write task.read template.use canned_answer.use team.manage recurring.read problem.write ' +
    'change_board.compose change_board.name change.decide change.message freeze.declare freeze.declare_institution ' +
    'report.changes_made report.changes_concerning report.implementers change.read_votes action.write action.review ' +
    'improvement.read improvement.write improvement.review report.actions action_plan.keep coverage.read',
  admin: `${everybody} ${terms} ${board} change_board.name token.read token.manage approval.reassign mail.suppressions audit.read person.export_others person.erase_others`,
  auditor:
    `${reading} report.changes_made report.changes_concerning ticket.links report.read hierarchy.read ready_text.read ` +
    'task.read token.read audit.read audit.read_all recurring.read change.read_votes improvement.read report.actions coverage.read',
};
const all = Object.keys(permissions) as Permission[];
const holding = (...grants: [string, ServiceScope][]) => ({ roles: new Map(grants) });
const allowed = (actor: ReturnType<typeof holding>) => all.filter((permission) => can(actor, permission)).sort();
const listed = (...texts: string[]) => [...new Set(texts.flatMap((text) => text.split(' ').filter(Boolean)))].sort();

describe('every role and every permission', () => {
  it.each(roles)('%s', (role) => {
    expect(allowed(holding([role, 'all']))).toEqual(listed(anyone, expected[role]));
  });

  it('without a role only what is open to anyone', () => {
    expect(allowed(holding())).toEqual(listed(anyone));
  });

  it('two roles allow what either allows, for all pairs', () => {
    for (const one of roles) {
      for (const other of roles) {
        expect(allowed(holding([one, 'all'], [other, 'all']))).toEqual(listed(anyone, expected[one], expected[other]));
      }
    }
  });
});

describe('a role limited to services', () => {
  const limited = holding(['spoc', ['oae']], ['agent', ['pod']], ['engineer', []]);

  it('allows for those services only', () => {
    expect(can(limited, 'ticket.escalate', 'oae')).toBe(true);
    expect(can(limited, 'ticket.escalate', 'pod')).toBe(false);
    expect(can(limited, 'ticket.take', 'pod')).toBe(true);
    expect(can(limited, 'ticket.take', 'fun')).toBe(false);
  });

  it('allows asking at all', () => {
    expect(can(limited, 'ticket.escalate')).toBe(true);
    expect(servicesFor(limited, 'ticket.take')).toEqual(['oae', 'pod']);
  });

  it('allows nothing when it is limited to none', () => {
    expect(can(limited, 'escalation.work')).toBe(false);
    expect(servicesFor(limited, 'escalation.work')).toBe('none');
  });

  it('does not limit what is open to anyone', () => {
    expect(can(limited, 'catalogue.read', 'fun')).toBe(true);
  });
});
