import type { ChangeProgress } from '../../../actions/index.js';
import type { ChangeState } from '../../domain/states.js';

/** How far a change is for a run that waits for it. What began stays begun, however it ended. */
export function progressOf({ state, startedAt }: { state: ChangeState; startedAt: Date | null }): ChangeProgress {
  if (startedAt) return 'begun';
  if (state === 'closed') return 'dropped';
  return state === 'approved' || state === 'scheduled' ? 'decided' : 'undecided';
}
