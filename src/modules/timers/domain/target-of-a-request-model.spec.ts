import { expect, it } from '@jest/globals';
import type { Fact } from './facts.js';
import { on } from './office-hours.spec-support.js';
import { corrected, escalation, promised, raised, runsOf, ticket } from './scenario.spec-support.js';

const asked = (resolutionMinutes: number): Fact => ({
  type: 'opened',
  at: on('mon 09:00'),
  priority: 'P3',
  live: false,
  resolutionMinutes,
});

it('is that of the user side’s resolution, whatever the priority becomes', () => {
  const facts = [asked(120), corrected('mon 09:30', 'P1'), raised('mon 09:40', 'P1')];
  expect(runsOf('user', 'resolution', facts, 'mon 10:00')).toMatchObject([{ targetMinutes: 120, dueAt: 'mon 11:00' }]);
  expect(runsOf('user', 'response', facts, 'mon 09:29')).toMatchObject([{ targetMinutes: 240 }]);
});

it('holds where the priority promises nothing', () => {
  const facts = [asked(120), corrected('mon 09:30', 'P4')];
  expect(runsOf('user', 'resolution', facts, 'mon 10:00')).toMatchObject([{ targetMinutes: 120, state: 'running' }]);
});

it('stands still while the request waits for its approval', () => {
  const facts = [asked(120), ticket('mon 09:00', 'waiting', 'approval'), ticket('tue 09:00', 'new')];
  expect(runsOf('user', 'resolution', facts, 'mon 18:00')).toMatchObject([{ state: 'paused', dueAt: null }]);
  expect(runsOf('user', 'resolution', facts, 'tue 10:00')).toMatchObject([{ dueAt: 'tue 11:00', consumedMinutes: 60 }]);
});

it('is none of the provider’s', () => {
  const facts = [asked(120), escalation('mon 09:10', 'offered')];
  expect(runsOf('provider', 'resolution', facts, 'mon 10:00', promised())).toMatchObject([{ targetMinutes: 3000 }]);
});
