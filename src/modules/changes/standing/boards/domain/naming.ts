import type { FieldError } from '../../../../../kernel/index.js';
import { flawsOfBoard, type BoardFlaw, type Deputy } from '../../../domain/board.js';

/** Whom an institution sends to one of its seats; no member: nobody any more. */
export interface Naming {
  member: string | null;
  deputies: readonly Deputy[];
}

/**
 * Everything that is wrong with what an institution says about one of its seats.
 *
 * @param mayVote colleagues who hold the role for the service
 * @param elsewhere those who sit in another seat of this board, for whatever institution
 */
export function flawsOfNaming(
  { member, deputies }: Naming,
  mayVote: ReadonlySet<string>,
  elsewhere: ReadonlySet<string>,
): FieldError[] {
  const places = [
    ...(member === null ? [] : [['/member', member] as const]),
    ...deputies.map(({ person }, place) => [`/deputies/${place}/person`, person] as const),
  ];
  const flaws: FieldError[] = [];
  if (member === null && deputies.length > 0)
    flaws.push({ pointer: '/deputies', code: 'no_member', message: 'A deputy stands in for a member.' });
  for (const [pointer, person] of places) {
    // absent, of another institution and without the role: the same
    if (!mayVote.has(person))
      flaws.push({ pointer, code: 'unknown_person', message: 'No CAB member of yours for this service.' });
    else if (elsewhere.has(person))
      flaws.push({ pointer, code: 'person_twice', message: 'Sits in this board already.' });
  }
  return [...flaws, ...flawsOfDeputies(member, deputies)];
}

const words: Partial<Record<BoardFlaw, string>> = {
  too_many_deputies: 'A member has two deputies at most.',
  person_twice: 'A person has one place.',
  deputy_dates: 'Ends before it begins.',
};

function flawsOfDeputies(member: string | null, deputies: readonly Deputy[]): FieldError[] {
  const seat = { id: 'seat', member: member ?? 'nobody', deputies, hasVeto: false };
  const found = flawsOfBoard({ seats: [seat], rule: { kind: 'anyone' }, quorumPercent: 0, isFullVote: true });
  return found.flatMap((code) => {
    const message = words[code];
    return message === undefined ? [] : [{ pointer: '/deputies', code, message }];
  });
}
