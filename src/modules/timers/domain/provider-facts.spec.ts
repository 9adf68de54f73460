import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from './evaluate.js';
import { providerFacts } from './provider-facts.js';
import { corrected, escalation, opened, promised, reached, ticket, told } from './scenario.spec-support.js';
import { on } from './office-hours.spec-support.js';
import { steps, walk } from './walk.spec-support.js';

const agreed = promised(['third_party', 'planned']);

describe('what the provider side is made of', () => {
  it('begins at the first escalation, with the priority and the state of then, without what is known at home only', () => {
    const facts = [
      opened('mon 08:00', 'P3', true),
      corrected('mon 09:00', 'P2'),
      reached('mon 09:30'),
      ticket('mon 10:00', 'in_progress'),
      ticket('mon 11:00', 'waiting', 'approval'),
      told('mon 11:30', 'user', 'resolution', 75),
      escalation('mon 12:00', 'offered'),
      reached('mon 12:30'),
      told('mon 12:40', 'provider', 'response', 75),
      corrected('mon 13:00', 'P1'),
      ticket('mon 14:00', 'in_progress'),
    ];
    expect(providerFacts(facts)).toEqual([
      { type: 'opened', at: on('mon 12:00'), priority: 'P2', live: false },
      { type: 'ticket', at: on('mon 12:00'), state: 'waiting', cause: 'approval' },
      { type: 'escalation', at: on('mon 12:00'), n: 1, state: 'offered', cause: undefined },
      { type: 'prioritised', at: on('mon 13:00'), priority: 'P1', rule: 'corrected' },
      { type: 'ticket', at: on('mon 14:00'), state: 'in_progress', cause: undefined },
    ]);
  });

  it('is a new ticket where nothing was said of it, and nothing without an escalation', () => {
    const [, state] = providerFacts([opened('mon 08:00', 'P3'), escalation('mon 09:00', 'offered')]);
    expect(state).toMatchObject({ type: 'ticket', state: 'new' });
    expect(providerFacts([opened('mon 08:00', 'P3'), ticket('mon 09:00', 'resolved')])).toEqual([]);
    expect(providerFacts([])).toEqual([]);
  });

  it('gives the same runs of the provider as the whole record, whatever happened', () => {
    let compared = 0;
    fc.assert(
      fc.property(steps, fc.nat(6 * 24 * 3_600_000), (made, wait) => {
        const facts = walk(made, (past, now) => evaluate(past, agreed, now).announcements);
        const now = (facts.at(-1)?.at ?? 0) + wait;
        // what was told moves nothing but what is still to be told
        const runsOf = (of: typeof facts) =>
          evaluate(of, { provider: agreed.provider }, now).runs.map((run) => ({ ...run, wakeAt: null }));
        const whole = runsOf(facts);
        compared += whole.length;
        expect(runsOf(providerFacts(facts))).toEqual(whole);
      }),
      { numRuns: 250 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
