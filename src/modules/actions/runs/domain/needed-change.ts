/** How far the change of a run is: not decided, decided and not begun, begun (or made since), given up before it began. */
export const changeProgresses = ['undecided', 'decided', 'begun', 'dropped'] as const;
export type ChangeProgress = (typeof changeProgresses)[number];

/** The change of a run as it stands now, as far as whoever reads the run sees it. */
export interface ChangeStanding {
  reference: string;
  /** In the words of changes, for people. */
  state: string;
  class: string;
  window: { from: Date; to: Date } | null;
  progress: ChangeProgress;
}

export const waitCodes = ['change_needed', 'change_not_decided', 'change_not_started', 'change_dropped'] as const;

/** Why nothing is done yet; `moves`: what helps. */
export interface Waiting {
  code: (typeof waitCodes)[number];
  detail: string;
  moves: string[];
}

const waiting: Readonly<Record<ChangeProgress, Omit<Waiting, 'moves'> | undefined>> = {
  undecided: {
    code: 'change_not_decided',
    detail: 'The change of this run is not decided: nothing is done before. What cannot wait is made an emergency.',
  },
  decided: {
    code: 'change_not_started',
    detail: 'The change of this run is decided and has not begun: whoever makes it starts it, in its window.',
  },
  begun: undefined,
  dropped: {
    code: 'change_dropped',
    detail: 'The change of this run will not be made: abandon the run, and begin another one.',
  },
};

/**
 * What a run waits for whose version asks for a change; undefined: for nothing. The steps are what the change carries out, and
 * its start is where its decision, its window and whatever stands in its way are looked at: so they come after it. After its
 * end one may still say what was done. A change that is not seen (`known` undefined) counts as undecided.
 */
export function waitsFor(
  { needsChange }: { needsChange: boolean },
  change: string | null,
  known: ChangeStanding | undefined,
): Waiting | undefined {
  if (!needsChange) return undefined;
  if (change === null) {
    const detail = 'The action asks for a change before anything is done: open it first.';
    return { code: 'change_needed', detail, moves: ['change'] };
  }
  const found = waiting[known?.progress ?? 'undecided'];
  return found && { ...found, moves: [] };
}
