import { describe, expect, it } from '@jest/globals';
import { admit, isAllowed, offeredMoves, type OfferedMove, type Standing, type Subject } from './admission.js';

// Who may make which move on a change. A whole person may; each thing that they lack, or are one too many, stops them.

const nobody: Standing = {
  isOwn: false,
  roles: new Set(),
  isAuthor: false,
  isImplementer: false,
  hasPrepared: false,
  speaksForTenant: false,
  speaksForAffected: false,
};
const own = (...roles: string[]): Partial<Standing> => ({ isOwn: true, roles: new Set(roles) });
const foreign = { isOwn: false };
const withoutRole = { roles: new Set<string>(['agent', 'spoc', 'manager', 'cab_member', 'auditor']) };
const author = { isAuthor: true };
const implementer = { isImplementer: true };
const preparer = { hasPrepared: true };
const submitted = { state: 'submitted' } as const;

type Case = [
  move: OfferedMove,
  subject: Partial<Subject>,
  may: Partial<Standing>,
  not: Record<string, Partial<Standing>>,
];
const lacking = { foreign, withoutRole };
const cases: Case[] = [
  ...(['submit', 'withdraw', 'rework', 'hold', 'unhold'] as const).map((move): Case => [
    move,
    {},
    own('engineer'),
    lacking,
  ]),
  ['submit', {}, own('change_manager'), { foreign }],
  ['schedule', { class: 'normal' }, { ...own('engineer'), ...author, ...implementer, ...preparer }, lacking],
  ['schedule', { class: 'standard' }, own('engineer'), { ...lacking, author, implementer, preparer }],
  ['schedule', { class: 'security_patch' }, own('engineer'), { ...lacking, author, implementer, preparer }],
  ...(['start', 'implement', 'back-out'] as const).map((move): Case => [
    move,
    {},
    { ...own('engineer'), ...implementer },
    { ...lacking, another: { isImplementer: false } },
  ]),
  ...(['review', 'close'] as const).map((move): Case => [
    move,
    {},
    own('change_manager'),
    { ...lacking, engineer: { roles: new Set(['engineer']) } },
  ]),
  ['object', {}, { speaksForAffected: true }, { notForThem: { speaksForAffected: false, speaksForTenant: true } }],
  ['decide', { class: 'emergency' }, { ...own('engineer'), ...author, ...implementer }, lacking],
  ['decide', { ...submitted, class: 'normal' }, own('engineer'), { ...lacking, author, implementer, preparer }],
  // a peer reads it first, also where its own tenant decides
  ['decide', { ...submitted, class: 'own_tenant' }, own('engineer'), { ...lacking, author, implementer, preparer }],
  [
    'decide',
    { state: 'deciding', class: 'own_tenant' },
    { speaksForTenant: true },
    { notForThem: { speaksForTenant: false, ...own('change_manager') }, implementer, preparer },
  ],
  [
    'decide',
    { state: 'deciding', class: 'normal' },
    { ...own('change_manager'), ...preparer },
    { ...lacking, engineer: { roles: new Set(['engineer']) }, author, implementer },
  ],
];

const subjectOf = (more: Partial<Subject>): Subject => ({ state: 'draft', class: 'normal', isHeld: false, ...more });

describe.each(cases)('%s of a change that is %j', (move, more, may, not) => {
  const subject = subjectOf(more);

  it('is allowed to whom it is for', () => {
    expect(isAllowed(move, subject, { ...nobody, ...may })).toBe(true);
  });

  it.each(Object.entries(not))('is not: %s', (_, lack) => {
    const who = { ...nobody, ...may, ...lack };
    expect(isAllowed(move, subject, who)).toBe(false);
    expect(admit(move, subject, who)).toMatchObject({ ok: false, refusal: { kind: 'forbidden' } });
  });
});

it('says something of every move, and allows none to nobody', () => {
  expect([...new Set(cases.map(([move]) => move))].sort()).toEqual([...offeredMoves].sort());
  for (const move of offeredMoves) expect([move, isAllowed(move, subjectOf({}), nobody)]).toEqual([move, false]);
});
