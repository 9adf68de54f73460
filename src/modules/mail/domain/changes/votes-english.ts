import type { Passage } from '../letter-kinds.js';
import type { ChangeWords, VotingKind } from './words.js';

/** What happened to a vote, for its seats and for those who make the change. */
export function voteInEnglish(kind: VotingKind, { letter, title, when }: ChangeWords): Passage {
  const { vote, window } = letter;
  const planned = window ? `, planned from ${when(window.from)} to ${when(window.to)},` : '';
  const until = vote?.until ? `until ${when(vote.until)}` : 'until it is closed';
  const why = [{ title: 'Why, and what users will notice', body: letter.why }];
  const how = [
    'The link below is yours alone: it asks for a code, mailed to your address, before it shows what is voted on. It records nothing until you choose.',
  ];
  switch (kind) {
    case 'vote_asked':
      return {
        happened: 'Your vote is needed',
        lead: `The major change ${title}${planned} is put to the vote of the advisory board. You may approve, reject saying why, or abstain, ${until}.`,
        texts: why,
        after: how,
      };
    case 'ratify_asked':
      return {
        happened: 'Ratify an emergency change',
        lead: `The emergency change ${title} began on the word of two persons, or of one who said why. Say ${until} whether that was right: two approvals of three seats ratify it; without them it will have been made without authority.`,
        texts: why,
        after: how,
      };
    case 'vote_reminder':
      return {
        happened: 'Reminder: your vote is needed',
        lead: `Your seat has not voted yet on the change ${title}. Votes are cast ${until}.`,
        after: how,
      };
    case 'vote_extended':
      return {
        happened: 'Vote extended',
        lead: `For want of a quorum, the vote on the change ${title} is extended, once, ${until}. Without a quorum then, nothing is decided.`,
        after: how,
      };
    case 'vote_moved':
      return {
        happened: 'Vote goes on',
        lead: `The change ${title} is held no longer: the vote goes on, and votes are cast ${until}.`,
        after: how,
      };
    case 'votes_voided':
      return {
        happened: 'Your vote no longer counts',
        lead: `${gone(letter.outcome, title)}: your vote no longer counts. It is kept.`,
      };
    case 'round_off':
      return {
        happened: 'Vote called off',
        lead: `${gone(letter.outcome, title)}: the vote is called off, and nothing more is asked of you.`,
      };
    case 'round_approved':
      return {
        happened: 'Vote closed: approved',
        lead: `The change ${title}${planned} was approved by the vote.`,
      };
    case 'round_blocked':
      return {
        happened: 'Vote closed: approved, but obstructed',
        lead: `The vote approved the change ${title}${planned ? planned.slice(0, -1) : ''}. But something stands against it in its window now: it is not approved as long as that lasts. What the seats said holds if it is exempted, accepted, or made later without being changed; its change manager then confirms it.`,
        after: ['What stands against it is read in the change, among its conflicts.'],
      };
    case 'round_next':
      return {
        happened: 'Vote closed: approved by a first board',
        lead: `The change ${title}${planned} was approved by this board. It touches another service, whose board has to approve it too.`,
      };
    case 'round_rejected':
      return {
        happened: 'Vote closed: rejected',
        lead: `The change ${title}${planned} was rejected by the vote.`,
      };
    case 'round_no_quorum':
      return {
        happened: 'Vote closed without a quorum',
        lead: `Too few seats voted on the change ${title}: nothing is decided. Another vote may be opened, or the change withdrawn.`,
      };
    case 'carried_out':
      return {
        happened: 'Change approved',
        lead: `Nothing stands against the change ${title} any longer: it is approved, as the vote had said.`,
      };
    case 'ratified':
      return { happened: 'Emergency ratified', lead: `The emergency change ${title} is ratified.` };
    case 'unratified':
      return {
        happened: 'Emergency not ratified',
        lead: `The emergency change ${title} is not ratified: it will have been made without authority, and its review will say so.`,
      };
    case 'ratification_impossible':
      return {
        happened: 'Nobody can ratify',
        lead: `Nobody could be asked to ratify the emergency change ${title}. Complete the advisory board of this service, then ask for the ratification; without it, the change will have been made without authority.`,
      };
  }
}

const gone = (outcome: string | null, title: string) =>
  outcome === 'withdrawn'
    ? `The change ${title} was withdrawn`
    : `The change ${title} is not the one that was put to the vote`;
