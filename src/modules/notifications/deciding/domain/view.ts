import type { Described } from '../../../identity/index.js';
import type { Flaw } from './said.js';

export type Notice = 'code_sent' | 'wrong_code' | 'not_you' | 'too_many' | 'again';

/** What the page shows. Before somebody has shown who they are, it knows nothing of what is decided on. */
export type View =
  | { page: 'gone' }
  | { page: 'start'; locale: 'fr' | 'en'; notice: Notice | undefined }
  | {
      page: 'decide';
      locale: 'fr' | 'en';
      described: Described;
      proof: string;
      flaw: Flaw | undefined;
      said: { choice: string; reason: string | undefined } | undefined;
    }
  | { page: 'outcome'; locale: 'fr' | 'en'; described: Described; timeZone: string };

/** Of the answer that carries the page. */
export function statusOf(view: View): number {
  if (view.page === 'gone') return 404;
  if (view.page === 'outcome') return 200;
  if (view.page === 'decide') return view.flaw === undefined ? 200 : (flawed[view.flaw] ?? 422);
  if (view.notice === 'too_many') return 429;
  if (view.notice === 'again') return 403;
  return view.notice === 'wrong_code' || view.notice === 'not_you' ? 401 : 200;
}

const flawed: Partial<Record<Flaw, number>> = { not_now: 409, again: 403 };
