interface Holiday {
  readonly date: string;
  readonly name: string;
}

/**
 * A version stores holidays from the year before its effect on. Simulated over years before those, it takes the holidays
 * of these years from the versions before it, newest first: each year from the first version that stores any of it.
 */
export function knownHolidays(own: readonly Holiday[], earlier: readonly (readonly Holiday[])[]): Holiday[] {
  if (own.length === 0) return [];
  return earlier.toReversed().reduce<Holiday[]>(
    (known, version) => {
      const first = yearOf(known[0]);
      return [...version.filter((holiday) => yearOf(holiday) < first), ...known];
    },
    own.toSorted((a, b) => a.date.localeCompare(b.date)),
  );
}

function yearOf(holiday: Holiday | undefined): string {
  return holiday?.date.slice(0, 4) ?? '';
}
