import type { FieldError } from '../../../../../kernel/index.js';
import { riskOf, type Questionnaire, type SimilarChanges } from '../../../domain/risk.js';

export interface Bilingual {
  fr: string;
  en: string;
}

/** A question as it is asked of whoever prepares a change. */
export interface AskedQuestion {
  readonly id: string;
  readonly text: Bilingual;
  readonly choices: readonly { readonly id: string; readonly label: Bilingual; readonly points: number }[];
}

/** A version of the questionnaire with its words; what the rule of risk reads is in it. */
export interface PublishedQuestionnaire extends Questionnaire {
  readonly id: string;
  readonly questions: readonly AskedQuestion[];
  /** Null of the one that every service begins with. */
  readonly publishedAt: Date | null;
}

export type WrittenQuestionnaire = Pick<PublishedQuestionnaire, 'questions' | 'mediumFrom' | 'highFrom'>;

/** Everything for which it cannot judge: names said twice, and levels of risk that no answers lead to. */
export function flawsOfQuestionnaire(written: WrittenQuestionnaire): FieldError[] {
  return [...flawsOfNames(written.questions), ...flawsOfThresholds(written)];
}

function flawsOfNames(questions: readonly AskedQuestion[]): FieldError[] {
  const twice = (ids: readonly string[], place: number) => ids.indexOf(ids[place] ?? '') < place;
  const message = 'This name is given twice.';
  const ids = questions.map(({ id }) => id);
  return questions.flatMap(({ choices }, q) => [
    ...(twice(ids, q) ? [{ pointer: `/questions/${q}/id`, code: 'question_twice', message }] : []),
    ...choices.flatMap((_, c) =>
      twice(
        choices.map(({ id }) => id),
        c,
      )
        ? [{ pointer: `/questions/${q}/choices/${c}/id`, code: 'choice_twice', message }]
        : [],
    ),
  ]);
}

function flawsOfThresholds({ questions, mediumFrom, highFrom }: WrittenQuestionnaire): FieldError[] {
  if (highFrom <= mediumFrom)
    return [{ pointer: '/highFrom', code: 'thresholds_order', message: 'High begins above medium.' }];
  const sums = reachable(questions);
  const levels: [boolean, string, string][] = [
    [sums.some((sum) => sum < mediumFrom), '/mediumFrom', 'low'],
    [sums.some((sum) => sum >= mediumFrom && sum < highFrom), '/mediumFrom', 'medium'],
    [sums.some((sum) => sum >= highFrom), '/highFrom', 'high'],
  ];
  return levels.flatMap(([isReached, pointer, level]) =>
    isReached ? [] : [{ pointer, code: `${level}_unreachable`, message: `No answers lead to a ${level} risk.` }],
  );
}

/** One record of each kind of which the rule of risk makes another count. */
const records: readonly SimilarChanges[] = [
  { count: 0, troubled: 0 },
  { count: 5, troubled: 0 },
  { count: 10, troubled: 0 },
  { count: 10, troubled: 1 },
  { count: 5, troubled: 5 },
];

/** Every sum of points that some answers and some record give. */
function reachable(questions: readonly AskedQuestion[]): number[] {
  let sums = new Set(records.map(pointsOfRecord));
  for (const { choices } of questions)
    sums = new Set([...sums].flatMap((sum) => choices.map(({ points }) => sum + points)));
  return [...sums];
}

function pointsOfRecord(similar: SimilarChanges): number {
  const judged = riskOf({ version: 0, questions: [], mediumFrom: 0, highFrom: 0 }, {}, similar);
  return judged.ok ? judged.value.points : 0;
}
