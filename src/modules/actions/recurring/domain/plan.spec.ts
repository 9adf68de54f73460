import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../../kernel/index.js';
import { serviceFunctions } from '../../../catalogue/index.js';
import { functionOf } from './function-of.js';
import { movesOf, pauses, restFor } from './plan.js';

describe('a plan', () => {
  it('offers the moves of its state, and no resuming of what follows from its action', () => {
    expect(movesOf({ state: 'running', pausedReason: null })).toEqual(['pause']);
    expect(movesOf({ state: 'ended', pausedReason: null })).toEqual([]);
    expect(pauses.map((pausedReason) => [pausedReason, ...movesOf({ state: 'paused', pausedReason })])).toEqual([
      ['asked', 'resume'],
      ['keeper_left', 'resume'],
      ['rights_lost', 'resume'],
      ['refused', 'resume'],
      ['suspended', 'pause'],
      ['retired', 'pause'],
      ['out_of_sight', 'pause'],
    ]);
  });

  it.each([
    ['published', true, undefined],
    ['published', false, 'out_of_sight'],
    ['draft', true, 'out_of_sight'],
    [null, false, 'out_of_sight'],
    ['suspended', true, 'suspended'],
    ['suspended', false, 'suspended'],
    ['retired', true, 'retired'],
  ] as const)('of an action that is %s, for its service: %s, rests: %s', (state, isForService, reason) => {
    expect(restFor({ state, isForService })).toBe(reason);
  });

  it('is worked on by whoever hosts the service, unless another function is asked for that is held', () => {
    expect(orThrow(functionOf(['support', 'hosting'], undefined))).toBe('hosting');
    expect(orThrow(functionOf(['support', 'hosting'], 'support'))).toBe('support');
    for (const one of serviceFunctions) expect(orThrow(functionOf([one], undefined))).toBe(one);
    expect(functionOf(['support'], 'hosting')).toMatchObject({ ok: false, refusal: { code: 'function_not_held' } });
    expect(functionOf([], undefined).ok).toBe(false);
  });
});
