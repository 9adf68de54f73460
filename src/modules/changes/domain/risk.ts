import type { RiskLevel } from './classing.js';

/** A version of the questionnaire. Published versions do not change; an assessment names the one that it answered. */
export interface Questionnaire {
  readonly version: number;
  readonly questions: readonly Question[];
  /** From so many points on, risk is medium, and high. */
  readonly mediumFrom: number;
  readonly highFrom: number;
}

export interface Question {
  readonly id: string;
  readonly choices: readonly { readonly id: string; readonly points: number }[];
}

/** How changes like this one went: on the same service, of the same model where there is one, within twelve months. */
export interface SimilarChanges {
  readonly count: number;
  /** Failed, backed out, or with an incident that they caused. */
  readonly troubled: number;
}

export interface Assessment {
  level: RiskLevel;
  points: number;
  /** Where the points come from, in the order of the questions; what similar changes add last. */
  because: { source: 'answer' | 'record'; id: string; points: number }[];
}

export type RiskFlaw =
  | { code: 'unanswered'; question: string }
  | { code: 'unknown_question'; question: string }
  | { code: 'unknown_choice'; question: string };

/** The risk of a change, or everything that is wrong with its answers. */
export function riskOf(
  { questions, mediumFrom, highFrom }: Questionnaire,
  answers: Readonly<Record<string, string>>,
  similar: SimilarChanges,
): { ok: true; value: Assessment } | { ok: false; flaws: RiskFlaw[] } {
  const flaws: RiskFlaw[] = Object.keys(answers)
    .filter((id) => !questions.some((question) => question.id === id))
    .map((question) => ({ code: 'unknown_question', question }));
  const because: Assessment['because'] = [];
  for (const { id, choices } of questions) {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    const choice = choices.find((one) => one.id === answer);
    if (choice) because.push({ source: 'answer', id, points: choice.points });
    else flaws.push({ code: answer === undefined ? 'unanswered' : 'unknown_choice', question: id });
  }
  if (flaws.length > 0) return { ok: false, flaws };
  const { id, points: fromRecord } = pointsOfRecord(similar);
  because.push({ source: 'record', id, points: fromRecord });
  const points = because.reduce((sum, one) => sum + one.points, 0);
  const level = points >= highFrom ? 'high' : points >= mediumFrom ? 'medium' : 'low';
  return { ok: true, value: { level, points, because } };
}

const FEW = 3;
const MANY = 10;

/**
 * What the record adds. Fewer than three similar changes say little, which is a risk of its own; one in five that went
 * wrong weighs as much as a bad answer; ten or more without any take a point away.
 */
function pointsOfRecord({ count, troubled }: SimilarChanges): { id: string; points: number } {
  if (count < FEW) return { id: 'few_similar', points: 1 };
  if (troubled * 5 >= count) return { id: 'often_troubled', points: 3 };
  if (troubled > 0) return { id: 'sometimes_troubled', points: 1 };
  return count >= MANY ? { id: 'never_troubled', points: -1 } : { id: 'not_troubled', points: 0 };
}
