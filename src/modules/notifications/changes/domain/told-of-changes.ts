import type { RecordedEvent } from '../../../../events/index.js';
import type { ChangeClass } from '../../../changes/index.js';
import type { ChangeLetterKind, ChangeReader } from '../../../mail/index.js';

/**
 * People of one institution. Of the one that makes it: `makers` (author, owner, implementers), `author`, `implementers`,
 * `managers` (its change managers), `deciders` (those who may decide on it: managers who do not make it), `peers` (who may
 * read it: engineers and managers who do not make it), `team` (all of them), `named` (whom the event names). Of the others:
 * `affected`, `gone` (affected until this very event), `tenant`, `asker`. Of a round of votes: `seats` (all who may vote in
 * it), `silent` (those of them whose seat has not voted), `voters` (who voted).
 */
export type ChangeCircle =
  | 'makers'
  | 'author'
  | 'implementers'
  | 'managers'
  | 'deciders'
  | 'peers'
  | 'team'
  | 'named'
  | 'affected'
  | 'gone'
  | 'tenant'
  | 'asker'
  | 'seats'
  | 'silent'
  | 'voters';

/** What the table looks at beside the event. */
export interface Told {
  class: ChangeClass;
  /** Since when the reading institution may know of it, as one that it affects. */
  affectedSince: Date | null;
  /** Whether it was announced at the very instant of the event. */
  isJustAnnounced: boolean;
  /** Whether those who make it did it. */
  isByMakers: boolean;
  /** Of a release that is published: whether this is the first of its changes of which the reading institution may know. */
  isFirstOfRelease: boolean;
}

export interface ChangeRule {
  to: readonly ChangeCircle[];
  letter: ChangeLetterKind;
  /** Whom another event tells of the same. */
  spares?: readonly ChangeCircle[];
  when?: (event: Pick<RecordedEvent, 'data' | 'occurredAt'>, told: Told) => boolean;
}

const everybody = ['affected', 'tenant', 'asker', 'makers'] as const;
const ranks: Readonly<Record<string, number>> = { standard: 0, security_patch: 0, normal: 1, major: 2 };
const isOwnTenant = (_: unknown, { class: kind }: Told) => kind === 'own_tenant';

const isVoted = ({ data }: Pick<RecordedEvent, 'data'>) => typeof data.roundId === 'string';

/** What is told of a round that ended. */
function letterOfOutcome({ kind, result, waits }: RecordedEvent['data']): VoteOutcome {
  if (kind === 'ratification') return result === 'approved' ? 'ratified' : 'unratified';
  if (result === 'approved')
    return waits === 'obstruction' ? 'round_blocked' : waits === 'another_board' ? 'round_next' : 'round_approved';
  return result === 'rejected' ? 'round_rejected' : 'round_no_quorum';
}
type VoteOutcome = Extract<ChangeLetterKind, `round_${string}` | 'ratified' | 'unratified'>;

/** Who is told of an event of a change, and what. A person is told once of an event: by the first rule that reaches them. */
export const changeRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  // two persons let it begin, and somebody has to know that they are asked
  'change.opened': [{ to: ['peers'], letter: 'emergency', when: ({ data }) => data.class === 'emergency' }],
  'change.asked_for': [{ to: ['team'], letter: 'asked_for' }],
  'change.submitted': [{ to: ['peers'], letter: 'to_review', when: ({ data }) => data.class !== 'own_tenant' }],
  'change.reviewed_by_peer': [
    {
      to: ['deciders'],
      letter: 'to_decide',
      when: ({ data }, told) => data.decision === 'approve' && !isOwnTenant(data, told),
    },
  ],
  // an emergency is announced by its start; on their own tenant, people hear that they decide
  'change.announced': [
    {
      to: ['affected'],
      letter: 'announced',
      when: ({ data }) => !['emergency', 'own_tenant'].includes(String(data.class)),
    },
  ],
  'change.put': [{ to: ['tenant'], letter: 'put' }],
  'change.widened': [
    {
      to: ['affected'],
      letter: 'announced',
      when: ({ occurredAt }, { affectedSince, isJustAnnounced }) =>
        affectedSince?.getTime() === occurredAt.getTime() && !isJustAnnounced,
    },
  ],
  'change.narrowed': [{ to: ['gone'], letter: 'no_longer' }],
  'change.moved_window': [{ to: everybody, letter: 'moved' }],
  'change.scheduled': [
    { to: ['affected'], letter: 'confirmed', when: (_, { isJustAnnounced }) => !isJustAnnounced },
    { to: ['tenant', 'asker', 'makers'], letter: 'confirmed' },
  ],
  'change.approved': [
    { to: ['makers', 'asker'], letter: 'approved', when: (event) => !isVoted(event) },
    { to: ['seats', 'makers'], letter: 'carried_out', when: ({ data }) => data.waited === true },
    { to: ['asker'], letter: 'approved', spares: ['seats'], when: isVoted },
  ],
  'change.rejected': [
    { to: everybody, letter: 'rejected', when: (event) => !isVoted(event) },
    // those who make it and those who voted hear it of the round
    { to: ['affected', 'tenant', 'asker'], letter: 'rejected', spares: ['seats', 'makers', 'managers'], when: isVoted },
  ],
  'change.round_opened': [
    { to: ['seats'], letter: 'vote_asked', when: ({ data }) => data.kind === 'board' },
    { to: ['seats'], letter: 'ratify_asked', when: ({ data }) => data.kind === 'ratification' },
  ],
  'change.round_reminded': [{ to: ['silent'], letter: 'vote_reminder' }],
  'change.round_extended': [{ to: ['seats'], letter: 'vote_extended' }],
  'change.round_moved': [{ to: ['seats'], letter: 'vote_moved' }],
  'change.round_voided': [
    { to: ['voters'], letter: 'votes_voided' },
    { to: ['seats'], letter: 'round_off' },
  ],
  'change.round_closed': [
    ...(['round_approved', 'round_blocked', 'round_next', 'round_rejected', 'round_no_quorum'] as const),
    ...(['ratified', 'unratified'] as const),
  ].map((letter) => ({
    to: ['seats', 'makers', 'managers'],
    letter,
    when: ({ data }) => letterOfOutcome(data) === letter,
  })),
  'change.unratified': [{ to: ['managers', 'makers'], letter: 'ratification_impossible' }],
  'change.objected': [{ to: ['managers', 'author'], letter: 'objected' }],
  'change.objection_withdrawn': [{ to: ['managers', 'author'], letter: 'objection_withdrawn' }],
  'change.opinions_voided': [{ to: ['named'], letter: 'opinions_voided' }],
  'change.voided': [{ to: ['tenant'], letter: 'put_anew', when: isOwnTenant }],
  'change.classed': [
    {
      to: ['affected', 'makers'],
      letter: 'raised',
      when: ({ data }) => (ranks[String(data.class)] ?? 0) > (ranks[String(data.from)] ?? 0),
    },
  ],
  // whose vote goes on, or waits, hears of it too; with a round that is open it is told by its new deadline that it goes on
  'change.held': [{ to: [...everybody, 'seats'], letter: 'held' }],
  'change.let_go': [{ to: [...everybody, 'seats'], letter: 'let_go' }],
  'change.started': [{ to: ['affected', 'tenant', 'asker'], letter: 'started' }],
  'change.late': [
    { to: ['implementers', 'managers'], letter: 'late_end', when: ({ data }) => data.what === 'end' },
    { to: ['implementers', 'managers'], letter: 'late_no_return', when: ({ data }) => data.what === 'no_return' },
  ],
  'change.implemented': [{ to: ['affected', 'tenant', 'asker'], letter: 'done' }],
  'change.backed_out': [{ to: ['affected', 'tenant', 'asker', 'managers', 'makers'], letter: 'backed_out' }],
  'change.exemption_withdrawn': [{ to: ['makers', 'managers'], letter: 'exemption_withdrawn' }],
  'change.model_suspended': [{ to: ['team', 'makers'], letter: 'model_suspended' }],
  'change.withdrawn': [{ to: everybody, letter: 'withdrawn' }],
  'change.closed': [
    { to: everybody, letter: 'not_implemented', when: ({ data }) => data.outcome === 'not_implemented' },
  ],
  'change.release_published': [
    {
      to: ['affected', 'tenant', 'asker', 'makers'],
      letter: 'released',
      when: (_, { isFirstOfRelease }) => isFirstOfRelease,
    },
  ],
  'change.noted': [
    { to: ['affected', 'tenant', 'asker'], letter: 'noted', when: (_, { isByMakers }) => isByMakers },
    { to: ['makers', 'managers'], letter: 'noted', when: (_, { isByMakers }) => !isByMakers },
  ],
};

/** What happened to a change that nobody is told of by mail: it stands in its record. */
export const untold = [
  'change.edited',
  'change.acknowledged',
  'change.no_objection',
  'change.task_ended',
  'change.reviewed',
  'change.reworked',
  'change.party_corrected',
  'change.pinned',
  'change.conflicts_found',
  'change.conflict_overridden',
  'change.overlap_acknowledged',
  'change.bundled',
  'change.unbundled',
  'change.release_corrected',
  // it voids nothing
  'change.reworded',
  'change.linked',
  'change.unlinked',
  // those who have a seat read them in the round
  'change.voted',
] as const;

/** As what somebody of a circle is told. */
export const readerOf: Readonly<Record<ChangeCircle, ChangeReader>> = {
  makers: 'maker',
  author: 'maker',
  implementers: 'maker',
  managers: 'manager',
  deciders: 'manager',
  peers: 'team',
  team: 'team',
  named: 'decider',
  affected: 'affected',
  gone: 'gone',
  tenant: 'tenant',
  asker: 'asker',
  seats: 'seat',
  silent: 'seat',
  voters: 'seat',
};

/** The letters with which a change goes into calendars, or out of them. */
export const inCalendars: ReadonlySet<ChangeLetterKind> = new Set([
  'announced',
  'moved',
  'confirmed',
  'withdrawn',
  'not_implemented',
  'rejected',
  'held',
  'let_go',
  'no_longer',
]);

/** The letters whose reader votes by a link of their own. */
export const asksToVote: ReadonlySet<ChangeLetterKind> = new Set([
  'vote_asked',
  'ratify_asked',
  'vote_reminder',
  'vote_extended',
  'vote_moved',
]);

/** The letters to an affected institution that say until when it may object, with a link to do so. */
export const mayAnswer: ReadonlySet<ChangeLetterKind> = new Set([
  'announced',
  'moved',
  'confirmed',
  'raised',
  'let_go',
]);
