import { type FieldError, type Outcome, refused } from '../../../kernel/index.js';
import { regionalHolidays } from './holidays.js';
import { parseSchedule, type Schedule, type ScheduleInput } from './schedule.js';

export interface RegionalScheduleInput extends Omit<ScheduleInput, 'holidaysOf'> {
  /** `FR`, `FR-57`, `RE`, ...: its public holidays are closed beside the listed ones. */
  readonly holidayRegion?: string;
}

/** As `parseSchedule`, with the public holidays of a region; an unknown region is one more thing that can be wrong. */
export function parseRegionalSchedule({ holidayRegion, ...input }: RegionalScheduleInput): Outcome<Schedule> {
  if (holidayRegion === undefined) return parseSchedule(input);
  const holidays = regionalHolidays(holidayRegion);
  if (holidays.ok) return parseSchedule({ ...input, holidaysOf: holidays.value });

  const { code, detail } = holidays.refusal;
  const unknown: FieldError = { pointer: '/holidayRegion', code, message: detail };
  const rest = parseSchedule(input);
  return refused({
    kind: 'unprocessable',
    code: 'invalid_schedule',
    detail: 'These service hours cannot be used.',
    errors: [...(rest.ok ? [] : (rest.refusal.errors ?? [])), unknown],
  });
}
