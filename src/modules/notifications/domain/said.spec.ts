import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../../events/index.js';
import type { Briefing } from './briefing.js';
import { partsOf, saidBy } from './said.js';

const ULCO = 'ulco';
const FUN = 'fun';

function turn(next: unknown, reader: string, nextActor: Briefing['ticket']['nextActor'] = 'user_institution') {
  const data = { nextActor, nextActorInstitutionId: next };
  const event = { audience: 'shared', actorId: 'a', actorSide: 'user', data };
  const ticket = { institutionId: ULCO, requesterId: 'camille' };
  return saidBy(event as unknown as RecordedEvent, { institution: { id: reader }, ticket } as Briefing).turn;
}

describe('whose turn it is, to an institution', () => {
  it('is its own part when it owes the next step', () => {
    expect(turn(ULCO, ULCO)).toBe('home');
    expect(turn(FUN, FUN)).toBe('provider');
  });

  it('is nothing to it when another one does', () => {
    expect(turn(FUN, ULCO)).toBeUndefined();
    expect(turn(ULCO, FUN)).toBeUndefined();
  });

  it('is home when nobody does', () => {
    expect(turn(null, ULCO)).toBe('home');
    expect(turn(null, FUN)).toBeUndefined();
  });

  it('is told from the kind of the next actor where an institution called upon itself', () => {
    expect(turn(ULCO, ULCO, 'provider')).toBe('provider');
    expect(turn(ULCO, ULCO, 'requester')).toBe('home');
  });
});

describe('who speaks', () => {
  const by = (audience: string, actorId: string, actorSide: string) =>
    saidBy(
      { audience, actorId, actorSide, data: {} } as unknown as RecordedEvent,
      { institution: { id: ULCO }, ticket: { institutionId: ULCO, requesterId: 'camille' } } as Briefing,
    ).by;

  it('is the requester also when they are staff, unless it is among staff', () => {
    expect(by('requester', 'camille', 'user')).toBe('requester');
    expect(by('internal', 'camille', 'user')).toBe('user');
    expect(by('requester', 'solene', 'user')).toBe('user');
  });
});

describe('the parts in which an institution may read an event', () => {
  it('are those whose keys the event carries', () => {
    expect(partsOf(ULCO, ['ulco/user', 'fun/provider'])).toEqual(['home']);
    expect(partsOf(FUN, ['ulco/user', 'fun/provider'])).toEqual(['provider']);
    expect(partsOf(ULCO, ['ulco/user', 'ulco/provider'])).toEqual(['home', 'provider']);
    expect(partsOf('uphf', ['ulco/user', 'fun/provider'])).toEqual([]);
  });
});
