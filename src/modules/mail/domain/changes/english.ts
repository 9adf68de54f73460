import type { Passage } from '../letter-kinds.js';
import { voteInEnglish } from './votes-english.js';
import { className, minutes, type ChangeLetter, type ChangeWords, type MakersKind } from './words.js';

/** What a reader of an affected institution may do about it. */
export function dutiesInEnglish(letter: ChangeLetter, when: (at: Date) => string): string[] {
  const { reader, kind, objectBefore } = letter;
  if (reader !== 'affected' || !['announced', 'moved', 'confirmed', 'raised', 'let_go'].includes(kind)) return [];
  const isNew = kind === 'announced' || kind === 'moved';
  return [
    ...(isNew ? ['Please acknowledge it by opening the change: that is no approval.'] : []),
    ...(objectBefore
      ? [
          `If your institution cannot live with it, object before ${when(objectBefore)}, saying why: open the change, then “Object”${letter.decideUrl ? ', or follow the link that is yours alone' : ''}.`,
        ]
      : isNew
        ? ['It is too late to object; you may write to those who make it from the change.']
        : []),
  ];
}

/** What it interrupts, as a sentence. */
const interruption = ({ interruptionMinutes: count }: ChangeLetter) =>
  count === 0 ? 'No interruption is planned.' : `An interruption is planned: ${minutes(count, 'en')} at most.`;

const why = ({ why: body }: ChangeLetter) => [{ title: 'Why, and what you will notice', body }];
const reason = ({ text }: ChangeLetter, title = 'Reason') => (text === undefined ? [] : [{ title, body: text }]);

/** What happened to a change, for whomever it concerns or who makes it. */
export function changeInEnglish(words: ChangeWords): Passage {
  const { letter, title, when, duties } = words;
  const { window, institution, by } = letter;
  const services = letter.services.map(({ name }) => name).join(', ');
  const between = window ? `from ${when(window.from)} to ${when(window.to)}` : 'on a date to be set';
  const somebody = by ?? 'Somebody';
  switch (letter.kind) {
    case 'announced':
      return {
        happened: 'Change announced',
        lead: `${institution.name} plans the change ${title} (${services}), ${between}. ${interruption(letter)}`,
        texts: why(letter),
        after: duties,
      };
    case 'moved':
      return {
        happened: 'Change moved',
        lead: `The change ${title} has moved: it is planned now ${between}. ${interruption(letter)}`,
        texts: why(letter),
        after: duties,
      };
    case 'confirmed':
      return {
        happened: 'Change confirmed',
        lead: `The change ${title} will be made ${between}. ${interruption(letter)}`,
        texts: why(letter),
        after: duties,
      };
    case 'started':
      return {
        happened: letter.class === 'emergency' ? 'Emergency change started' : 'Change started',
        lead: `The change ${title} (${services}) has started${window ? `; it ends at the latest ${when(window.to)}` : ''}. ${interruption(letter)}`,
        texts: why(letter),
      };
    case 'done':
      return {
        happened: letter.outcome === 'failed' ? 'Change ended, without success' : 'Change done',
        lead: `The change ${title} is done${endings[letter.outcome ?? ''] ?? ''}. ${interrupted(letter)}`,
      };
    case 'backed_out':
      return {
        happened: 'Change backed out',
        lead: `The change ${title} could not be completed: everything is as it was before. ${interrupted(letter)}`,
        texts: reason(letter),
      };
    case 'withdrawn':
      return {
        happened: 'Change withdrawn',
        lead: `The change ${title}, planned ${between}, will not be made.`,
        texts: reason(letter),
      };
    case 'not_implemented':
      return {
        happened: 'Change not made',
        lead: `The change ${title}, planned ${between}, was not made and will not be.`,
      };
    case 'rejected':
      return {
        happened: 'Change rejected',
        lead: `The change ${title} was rejected: it will not be made as it is. If it is prepared anew, you will be told.`,
        texts: reason(letter),
      };
    case 'held':
      return {
        happened: 'Change held',
        lead: `The change ${title} is held: it will not be made before it goes on.`,
        texts: reason(letter),
      };
    case 'let_go':
      return {
        happened: 'Change goes on',
        lead: `The change ${title} is held no longer: it is planned ${between}. ${interruption(letter)}`,
        after: duties,
      };
    case 'raised':
      return {
        happened: `Change is ${className(letter.class, 'en')} now`,
        lead: `The change ${title} is treated as ${className(letter.class, 'en')} now: it is decided anew, with the notice that goes with it.`,
        after: duties,
      };
    case 'noted':
      return {
        happened: 'Message about a change',
        lead: `${somebody} wrote about the change ${title}.`,
        texts: reason(letter, 'Message'),
      };
    case 'released':
      return {
        happened: letter.release ? `Version ${letter.release.version}: notes published` : 'Notes published',
        lead: `${institution.name} publishes the notes of version ${letter.release?.version ?? ''} (${services}), of which the change ${title} is a part.`,
        texts: [
          { title: 'What changes', body: letter.release?.notes ?? '' },
          { title: 'Known issues', body: letter.release?.knownIssues ?? '' },
        ],
      };
    case 'no_longer':
      return {
        happened: 'Your institution is no longer concerned',
        lead: `The change ${letter.reference} (${services}), which ${institution.name} had announced, no longer touches your institution. Nothing more is asked of you, and you will hear no more of it.`,
      };
    case 'put':
      return {
        happened: 'Your decision is needed',
        lead: `${institution.name} proposes the change ${title} of your institution’s own tenant, ${between}. The decision is your institution’s, and nobody else’s. ${interruption(letter)}`,
        texts: why(letter),
      };
    case 'put_anew':
      return {
        happened: 'To be decided anew',
        lead: `The change ${title} is not the one on which your institution decided: its decision no longer holds. It will be put to you again once it was read.`,
      };
    case 'asked_for':
    case 'emergency':
    case 'to_review':
    case 'to_decide':
    case 'approved':
    case 'objected':
    case 'objection_withdrawn':
    case 'opinions_voided':
    case 'late_end':
    case 'late_no_return':
    case 'exemption_withdrawn':
    case 'model_suspended':
      return toMakers(letter.kind, words, somebody, between);
    case 'vote_asked':
    case 'ratify_asked':
    case 'vote_reminder':
    case 'vote_extended':
    case 'vote_moved':
    case 'votes_voided':
    case 'round_off':
    case 'round_approved':
    case 'round_blocked':
    case 'round_next':
    case 'round_rejected':
    case 'round_no_quorum':
    case 'carried_out':
    case 'ratified':
    case 'unratified':
    case 'ratification_impossible':
      return voteInEnglish(letter.kind, words);
  }
}

function toMakers(kind: MakersKind, { letter, title, when }: ChangeWords, somebody: string, between: string): Passage {
  const { window } = letter;
  switch (kind) {
    case 'asked_for':
      return {
        happened: 'Change asked for',
        lead: `${somebody} asks for the change ${title}. It is a draft, to be prepared, or withdrawn with the reason.`,
        texts: why(letter),
      };
    case 'emergency':
      return {
        happened: 'Emergency: your word is needed',
        lead: `The emergency change ${title}, planned ${between}, waits for the word of two persons; after 30 minutes, of one who says why.`,
        texts: why(letter),
      };
    case 'to_review':
      return {
        happened: 'Please read this change',
        lead: `The change ${title}, planned ${between}, is to be read by somebody who does not make it.`,
      };
    case 'to_decide':
      return {
        happened: 'Your decision is needed',
        lead: `The change ${title}, planned ${between}, was read${letter.class === 'major' ? ': open a vote of its advisory board.' : ' and waits for your decision.'}`,
      };
    case 'approved':
      return {
        happened: 'Change approved',
        lead:
          letter.class === 'emergency'
            ? `${somebody} agrees that the emergency change ${title} begins; it takes the word of two persons.`
            : `The change ${title}, planned ${between}, is approved.`,
        texts: reason(letter),
      };
    case 'objected':
      return {
        happened: 'Objection',
        lead: `${somebody} objects to the change ${title}, planned ${between}.`,
        texts: reason(letter),
      };
    case 'objection_withdrawn':
      return { happened: 'Objection withdrawn', lead: `${somebody} objects no longer to the change ${title}.` };
    case 'opinions_voided':
      return {
        happened: 'Your opinion no longer counts',
        lead: `The change ${title} is not the one of which you had given your opinion: it counts no longer, and the change is decided anew.`,
      };
    case 'late_no_return':
      return {
        happened: 'Point of no return',
        lead: `The change ${title} is still being made: from now on, backing out no longer ends in the window${window ? `, which is over ${when(window.to)}` : ''}. Decide now to go on or to back out.`,
      };
    case 'exemption_withdrawn':
      return {
        happened: 'Exemption withdrawn',
        lead: `What let the change ${title}, planned ${between}, pass a freeze was taken back: the freeze blocks it again. Move it, or ask whoever declared the freeze to let it pass anew.`,
        texts: reason(letter),
      };
    case 'model_suspended':
      return {
        happened: 'Model suspended',
        lead: `The model that the change ${title} followed is suspended: two changes made by it failed, or were backed out, within 90 days. Until it is approved anew, no change is standard by following it.`,
      };
    case 'late_end':
      return {
        happened: 'Change is late',
        lead: `The change ${title} was to be done${window ? ` by ${when(window.to)}` : ''}, and is still being made.`,
      };
  }
}

const endings: Readonly<Record<string, string>> = {
  with_issues: ', with issues',
  failed: ' and did not achieve its aim',
};

const interrupted = ({ interruptedMinutes: count }: ChangeLetter) =>
  count === null ? '' : count === 0 ? 'The service was not interrupted.' : `Interruption: ${minutes(count, 'en')}.`;
