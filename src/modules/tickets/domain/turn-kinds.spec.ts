import { describe, expect, it } from '@jest/globals';
import { bitOf, bitsOf, kindsIn, SPOCS_ONLY, turnKindNames, turnKinds } from './turn-kinds.js';

describe('the reasons to act', () => {
  it('have a bit each, in the order of their urgency and without a gap', () => {
    expect(turnKindNames.map((kind) => turnKinds[kind].place)).toEqual(turnKindNames.map((_, index) => index + 1));
    expect(turnKindNames.reduce((bits, kind) => bits | bitOf(kind), 0)).toBe(2 ** turnKindNames.length - 1);
  });

  it('are read out of their bits, the most urgent first', () => {
    expect(kindsIn(bitOf('qualify') | bitOf('at_risk') | bitOf('question'))).toEqual([
      'question',
      'at_risk',
      'qualify',
    ]);
    expect(kindsIn(0)).toEqual([]);
  });

  it('are the move of the role that can make it', () => {
    expect(kindsIn(SPOCS_ONLY)).toEqual(['question', 'transmit', 'return', 'draft']);
    expect(kindsIn(bitsOf('agent'))).toEqual(['dispute', 'answer', 'follow_up', 'at_risk', 'qualify', 'take', 'task']);
    expect(kindsIn(bitsOf('engineer'))).toEqual(['accept', 'refused', 'answered', 'follow_up', 'at_risk']);
    // nobody's by a role: whoever is asked
    expect(turnKinds.approval.by).toEqual([]);
    expect(bitsOf('spoc')).toBe(bitsOf('agent') | SPOCS_ONLY);
  });
});
