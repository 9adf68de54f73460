import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf } from './scenario.spec-support.js';

describe('somebody outside is called', () => {
  const called = [opened('mon 08:00', 'P2'), escalation('mon 08:00', 'waiting', 1, 'third_party')];

  it('is no response: it runs until they answer', () => {
    expect(runsOf('provider', 'response', called, 'mon 09:00')).toMatchObject([
      { state: 'running', dueAt: 'mon 10:00' },
    ]);
    const answered = [...called, escalation('mon 09:30', 'accepted')];
    expect(runsOf('provider', 'response', answered, 'mon 11:00')).toMatchObject([
      { state: 'met', verdictAt: 'mon 09:30' },
    ]);
  });

  it('is missed while they are silent', () => {
    expect(runsOf('provider', 'response', called, 'mon 11:00')).toMatchObject([
      { state: 'missed', dueAt: 'mon 10:00' },
    ]);
  });

  it('takes no response back that was given before', () => {
    const forwarded = [
      opened('mon 08:00', 'P2'),
      escalation('mon 08:00', 'offered'),
      escalation('mon 08:30', 'accepted'),
      escalation('mon 09:00', 'forwarded'),
      escalation('mon 09:00', 'waiting', 2, 'third_party'),
    ];
    expect(runsOf('provider', 'response', forwarded, 'mon 12:00')).toMatchObject([
      { state: 'met', verdictAt: 'mon 08:30' },
    ]);
  });
});
