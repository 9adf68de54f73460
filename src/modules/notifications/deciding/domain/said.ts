/** As over the API. */
export const LONGEST_REASON = 4000;

export type Flaw = 'choose' | 'reason' | 'too_long' | 'not_now' | 'again';

/** What was typed into the form, with the line ends of ours; nothing where nothing is to be seen. */
export function reasonIn(typed: string | undefined): string | undefined {
  const reason = (typed ?? '').replace(/\r\n?/g, '\n').trim();
  return reason === '' ? undefined : reason;
}

/** What is wrong with what somebody said; undefined when nothing is. */
export function flawOf(
  { choice, reason }: { choice: string; reason: string | undefined },
  choices: readonly { value: string; needsReason: boolean }[],
): Flaw | undefined {
  const chosen = choices.find(({ value }) => value === choice);
  if (!chosen) return 'choose';
  if (chosen.needsReason && reason === undefined) return 'reason';
  return (reason?.length ?? 0) > LONGEST_REASON ? 'too_long' : undefined;
}
