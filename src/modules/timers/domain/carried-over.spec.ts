import { describe, expect, it } from '@jest/globals';
import { type Fact } from './facts.js';
import { on } from './office-hours.spec-support.js';
import { corrected, opened, runsOf } from './scenario.spec-support.js';

const carried = (words: string, since: string): Fact => ({ type: 'carried', at: on(words), since: on(since) });
const split = (words: string, since: string): Fact => ({
  ...(opened(words, 'P2') as Extract<Fact, { type: 'opened' }>),
  since: on(since),
});

describe('an older ticket merged into this one', () => {
  it('gives it its time: the resolution counts from the older opening', () => {
    const facts = [opened('tue 10:00', 'P2'), carried('tue 11:00', 'tue 08:00')];
    expect(runsOf('user', 'resolution', facts, 'tue 12:00')).toMatchObject([
      { startedAt: 'tue 08:00', dueAt: 'tue 16:00', consumedMinutes: 240, state: 'running' },
    ]);
  });

  it('whose target is used up already is missed at the merging, with the cause', () => {
    const facts = [opened('tue 10:00', 'P2'), carried('tue 11:00', 'mon 08:00')];
    expect(runsOf('user', 'resolution', facts, 'tue 12:00')).toMatchObject([
      { verdict: 'missed', verdictAt: 'tue 11:00', missCause: 'carried_over', dueAt: 'mon 16:00' },
    ]);
  });

  it('takes back no miss, and its time counts in a correction that follows', () => {
    const facts = [opened('wed 08:00', 'P1'), carried('wed 14:00', 'tue 16:00'), corrected('wed 15:00', 'P2')];
    // eight hours from Tuesday 16:00 end on Wednesday 14:00; from Wednesday 8:00 the correction would have undone the miss
    expect(runsOf('user', 'resolution', facts, 'wed 15:30')).toMatchObject([
      { state: 'missed', verdictAt: 'wed 12:00', missCause: null },
    ]);
  });

  it('that is the younger one changes nothing', () => {
    const facts = [opened('mon 08:00', 'P2')];
    expect(runsOf('user', 'resolution', [...facts, carried('mon 09:00', 'mon 08:30')], 'mon 12:00')).toEqual(
      runsOf('user', 'resolution', facts, 'mon 12:00'),
    );
  });

  it('leaves a response that was given', () => {
    const facts = [opened('tue 10:00', 'P2', true), carried('tue 11:00', 'mon 08:00')];
    expect(runsOf('user', 'response', facts, 'tue 12:00')).toMatchObject([{ verdict: 'met', startedAt: 'tue 10:00' }]);
  });
});

describe('split from an older ticket', () => {
  it('counts since its requester waits, and waits for a response of its own', () => {
    const facts = [split('mon 10:00', 'mon 09:30')];
    expect(runsOf('user', 'response', facts, 'mon 10:00')).toMatchObject([
      { startedAt: 'mon 09:30', dueAt: 'mon 10:30', state: 'running' },
    ]);
    expect(runsOf('user', 'resolution', facts, 'mon 10:00')).toMatchObject([{ dueAt: 'mon 17:30' }]);
  });

  it('is late at once when that was too long ago', () => {
    expect(runsOf('user', 'response', [split('mon 12:00', 'mon 08:00')], 'mon 12:00')).toMatchObject([
      { verdict: 'missed', verdictAt: 'mon 12:00', dueAt: 'mon 09:00', missCause: 'carried_over' },
    ]);
  });
});
