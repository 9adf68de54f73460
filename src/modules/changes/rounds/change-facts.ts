import type { Transaction } from '../../../database/index.js';
import { institutionById } from '../../institutions/index.js';
import type { Change } from '../change.js';
import { decidingWords, spokenInstant } from './domain/words.js';

/** What somebody reads of a change before they decide on it from a mail: its inside where the wall shows it. */
export async function factsOf(
  tx: Transaction,
  change: Change,
  locale: 'fr' | 'en',
  until?: Date,
): Promise<{ label: string; value: string }[]> {
  const words = decidingWords[locale];
  const home = await institutionById(tx, tx.actor.institution.id);
  const spoken = (at: Date) => spokenInstant(at, locale, home?.timeZone ?? 'UTC');
  const { windowFrom, windowTo, inside } = change;
  const window = windowFrom && windowTo ? `${spoken(windowFrom)} – ${spoken(windowTo)}` : '–';
  const within = inside
    ? [
        { label: words.risk, value: words.risks[change.risk] },
        { label: words.plan, value: inside.plan },
        { label: words.tests, value: inside.tests },
        { label: words.backoutPlan, value: inside.backoutPlan },
      ]
    : [];
  return [
    { label: words.title, value: change.title },
    { label: words.reference, value: change.reference },
    { label: words.services, value: change.services.map(({ name }) => name).join(', ') },
    { label: words.why, value: change.why },
    { label: words.window, value: window },
    { label: words.interruption, value: String(change.interruptionMinutes) },
    ...within,
    ...(until ? [{ label: words.until, value: spoken(until) }] : []),
  ];
}
