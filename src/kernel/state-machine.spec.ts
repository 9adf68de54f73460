import { expect, it } from '@jest/globals';
import { flawsOf, type Machine } from './state-machine.js';

type Lamp = Machine<'off' | 'on' | 'broken', 'light' | 'douse' | 'drop', 'anyone'>;
const lamp: Lamp = {
  initial: 'off',
  states: ['off', 'on', 'broken'],
  final: ['broken'],
  moves: {
    light: { from: ['off'], to: 'on', by: ['anyone'] },
    douse: { from: ['on'], to: 'off', by: ['anyone'] },
    drop: { from: ['off', 'on'], to: 'broken', by: ['anyone'] },
  },
};

it('finds no flaw in a complete machine', () => {
  expect(flawsOf(lamp)).toEqual([]);
});

it.each<[string, Partial<Lamp['moves']>, string[]]>([
  ['a state that is never reached', { drop: { from: ['off'], by: ['anyone'] } }, ['broken is never reached']],
  [
    'a dead end',
    { douse: { from: ['on'], by: ['anyone'] }, drop: { from: ['off'], to: 'broken', by: ['anyone'] } },
    ['on is a dead end'],
  ],
  ['a move nobody may make', { light: { from: ['off'], to: 'on', by: [] } }, ['nobody may light']],
  [
    'a final state that is left',
    { light: { from: ['off', 'broken'], to: 'on', by: ['anyone'] } },
    ['broken is final and left'],
  ],
])('names %s', (_what, moves, flaws) => {
  expect(flawsOf({ ...lamp, moves: { ...lamp.moves, ...moves } })).toEqual(flaws);
});
