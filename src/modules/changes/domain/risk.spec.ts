import { describe, expect, it } from '@jest/globals';
import { riskOf, type Questionnaire, type SimilarChanges } from './risk.js';

const questionnaire: Questionnaire = {
  version: 3,
  questions: [
    {
      id: 'tested',
      choices: [
        { id: 'copy', points: 0 },
        { id: 'no', points: 3 },
      ],
    },
    {
      id: 'reach',
      choices: [
        { id: 'one', points: 0 },
        { id: 'all', points: 2 },
      ],
    },
  ],
  mediumFrom: 3,
  highFrom: 6,
};
const answers = { tested: 'copy', reach: 'all' };
const like = (count: number, troubled: number): SimilarChanges => ({ count, troubled });
const level = (given: Record<string, string>, similar: SimilarChanges) => {
  const risk = riskOf(questionnaire, given, similar);
  return risk.ok ? [risk.value.level, risk.value.points] : risk.flaws;
};

describe('risk', () => {
  it.each([
    [answers, like(12, 0), ['low', 1]],
    [answers, like(5, 0), ['low', 2]],
    [answers, like(2, 0), ['medium', 3]],
    [answers, like(12, 1), ['medium', 3]],
    [answers, like(10, 2), ['medium', 5]],
    [{ tested: 'no', reach: 'all' }, like(2, 0), ['high', 6]],
  ])('of %j after %j is %j', (given, similar, expected) => {
    expect(level(given, similar)).toEqual(expected);
  });

  it('says where it comes from', () => {
    const risk = riskOf(questionnaire, answers, like(10, 2));
    expect(risk.ok && risk.value.because).toEqual([
      { source: 'answer', id: 'tested', points: 0 },
      { source: 'answer', id: 'reach', points: 2 },
      { source: 'record', id: 'often_troubled', points: 3 },
    ]);
  });

  it('names every answer that is missing, unknown or not of the question', () => {
    expect(level({ tested: 'perhaps', mood: 'good' }, like(5, 0))).toEqual([
      { code: 'unknown_question', question: 'mood' },
      { code: 'unknown_choice', question: 'tested' },
      { code: 'unanswered', question: 'reach' },
    ]);
    expect(level({ ...answers, constructor: 'x' }, like(5, 0))).toEqual([
      { code: 'unknown_question', question: 'constructor' },
    ]);
  });
});
