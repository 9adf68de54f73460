import { describe, expect, it } from '@jest/globals';
import { riskOf } from '../../../domain/risk.js';
import { builtIn } from './built-in.js';
import { flawsOfQuestionnaire, type AskedQuestion } from './questionnaire.js';

const words = { fr: 'x', en: 'x' };
const question = (id: string, ...points: number[]): AskedQuestion => ({
  id,
  text: words,
  choices: points.map((one, place) => ({ id: `c${place}`, label: words, points: one })),
});
const codes = (questions: AskedQuestion[], mediumFrom: number, highFrom: number) =>
  flawsOfQuestionnaire({ questions, mediumFrom, highFrom }).map(({ code, pointer }) => `${code} ${pointer}`);

describe('the questionnaire that every service begins with', () => {
  it('can judge', () => {
    expect(flawsOfQuestionnaire(builtIn)).toEqual([]);
    expect(builtIn.questions).toHaveLength(7);
  });

  it('finds the least low and the worst high, whatever the record says', () => {
    const answering = (place: number) =>
      Object.fromEntries(builtIn.questions.map(({ id, choices }) => [id, choices.at(place)?.id ?? '']));
    for (const similar of [
      { count: 0, troubled: 0 },
      { count: 20, troubled: 0 },
      { count: 5, troubled: 5 },
    ]) {
      expect(riskOf(builtIn, answering(0), similar)).toMatchObject({ ok: true, value: { level: 'low' } });
      expect(riskOf(builtIn, answering(-1), similar)).toMatchObject({ ok: true, value: { level: 'high' } });
    }
  });
});

describe('a questionnaire', () => {
  // the record adds -1, 0, 1 or 3
  it.each([
    [2, 5, []],
    [9, 12, []],
    [9, 13, []],
    [9, 14, ['high_unreachable /highFrom']],
    [0, 5, []],
    [-1, 5, ['low_unreachable /mediumFrom']],
    [5, 9, ['medium_unreachable /mediumFrom']],
    [14, 20, ['medium_unreachable /mediumFrom', 'high_unreachable /highFrom']],
    [5, 5, ['thresholds_order /highFrom']],
    [5, 4, ['thresholds_order /highFrom']],
  ])('from 0 or 10 points, medium from %i and high from %i: %j', (medium, high, expected) => {
    expect(codes([question('a', 0, 10)], medium, high)).toEqual(expected);
  });

  it('whose least answers are many points is never low', () => {
    expect(codes([question('a', 10, 12)], 5, 12)).toEqual(['low_unreachable /mediumFrom']);
  });

  it('that goes from low to high at once has no medium', () => {
    expect(codes([question('a', 0, 10)], 4, 8)).toEqual(['medium_unreachable /mediumFrom']);
  });

  it('names nothing twice', () => {
    const twice = { ...question('b', 0, 5), choices: [...question('b', 0, 5).choices, ...question('b', 7).choices] };
    expect(codes([question('a', 0, 5), twice, question('a', 0, 5)], 4, 8)).toEqual([
      'choice_twice /questions/1/choices/2/id',
      'question_twice /questions/2/id',
    ]);
  });
});
