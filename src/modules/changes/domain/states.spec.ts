import { expect, it } from '@jest/globals';
import { flawsOf } from '../../../kernel/index.js';
import { changeMachine, hasStarted } from './states.js';

it('the graph of a change has no dead end and no state that is never reached', () => {
  expect(flawsOf(changeMachine)).toEqual([]);
});

it('nothing is withdrawn or reconsidered once it has started', () => {
  for (const move of ['withdraw', 'reconsider', 'lapse'] as const)
    expect(changeMachine.moves[move].from.filter(hasStarted)).toEqual([]);
});
