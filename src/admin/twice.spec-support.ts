export interface RecordedLine {
  streamId: string;
  type: string;
  data: Record<string, unknown>;
}

/**
 * What time did or told twice, in words. A share of a target is told once in a run; a reminder or a date that came, once
 * in the standstill that it is about: until the ticket or that escalation is moved.
 */
export function twiceIn(events: readonly RecordedLine[]): string[] {
  const moves = new Map<string, number>();
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { streamId, type, data } of events) {
    const { state, escalationState, n, side, metric, run, percent, workingDays, about } = data;
    if (typeof state === 'string') moved(streamId);
    if (typeof escalationState === 'string') {
      moved(`${streamId}/${String(n)}`);
      // the silence of a requester counts anew from the end of an escalation
      if (['returned', 'confirmed', 'recalled'].includes(escalationState)) moved(`${streamId}/silence`);
    }
    const thing = nameOf(type, streamId, n);
    if (thing === undefined) continue;
    const name = [streamId, type, n, side, metric, run, percent, workingDays, about, thing].map(String).join(' ');
    if (seen.has(name)) twice.push(name);
    seen.add(name);
  }
  return twice;

  function moved(thing: string): void {
    moves.set(thing, (moves.get(thing) ?? 0) + 1);
  }

  /** Which standstill a telling is about; undefined when it is none. */
  function nameOf(type: string, streamId: string, n: unknown): string | undefined {
    const count = (thing: string) => String(moves.get(thing) ?? 0);
    if (type.startsWith('timer.')) return '';
    if (type === 'ticket.follow_up_due') return count(streamId);
    if (type === 'ticket.reminded') return `${count(streamId)} ${count(`${streamId}/silence`)}`;
    const isTelling = ['escalation.reminded', 'escalation.follow_up_due', 'escalation.nobody_left'].includes(type);
    return isTelling ? count(`${streamId}/${String(n)}`) : undefined;
  }
}
