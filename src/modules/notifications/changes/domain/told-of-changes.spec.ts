import { describe, expect, it } from '@jest/globals';
import { changeEventTypes } from '../../../changes/domain/event-types.js';
import { changeRules, untold, type ChangeRule, type Told } from './told-of-changes.js';

const at = new Date('2026-03-10T09:00:00Z');
const told: Told = {
  class: 'normal',
  affectedSince: null,
  isJustAnnounced: false,
  isByMakers: true,
  isFirstOfRelease: false,
};
const rulesOf = (type: string, data: object = {}, more: Partial<Told> = {}): ChangeRule[] =>
  (changeRules[type] ?? []).filter(
    ({ when }) => when?.({ data: { ...data }, occurredAt: at }, { ...told, ...more }) ?? true,
  );
const lettersOf = (...given: Parameters<typeof rulesOf>) => rulesOf(...given).map(({ to, letter }) => [to[0], letter]);

describe('who is told of what happens to a change', () => {
  it('is said of every event that there is', () => {
    expect(changeEventTypes.filter((type) => !(type in changeRules) && !untold.some((one) => one === type))).toEqual(
      [],
    );
  });

  it('is nobody affected when an emergency is announced: its start says it', () => {
    expect(lettersOf('change.announced', { class: 'standard' })).toEqual([['affected', 'announced']]);
    for (const kind of ['emergency', 'own_tenant']) expect(lettersOf('change.announced', { class: kind })).toEqual([]);
  });

  it('is nobody twice of one thing: what is announced and scheduled at once is announced', () => {
    expect(lettersOf('change.scheduled', {}, { isJustAnnounced: true })).toEqual([['tenant', 'confirmed']]);
    expect(lettersOf('change.scheduled')).toEqual([
      ['affected', 'confirmed'],
      ['tenant', 'confirmed'],
    ]);
  });

  it('is whoever is affected only since an edit', () => {
    expect(lettersOf('change.widened', {}, { affectedSince: at })).toEqual([['affected', 'announced']]);
    expect(lettersOf('change.widened', {}, { affectedSince: new Date(0) })).toEqual([]);
  });

  it('is the other side of whoever writes', () => {
    expect(rulesOf('change.noted').flatMap(({ to }) => to)).toEqual(['affected', 'tenant', 'asker']);
    expect(rulesOf('change.noted', {}, { isByMakers: false }).flatMap(({ to }) => to)).toEqual(['makers', 'managers']);
  });

  it('is somebody only when a class is raised, not when it falls', () => {
    expect(lettersOf('change.classed', { from: 'standard', class: 'major' })).toEqual([['affected', 'raised']]);
    expect(lettersOf('change.classed', { from: 'major', class: 'normal' })).toEqual([]);
  });

  it('is whoever votes too, when what they vote on is held or goes on', () => {
    for (const type of ['change.held', 'change.let_go']) expect(rulesOf(type)[0]?.to).toContain('seats');
  });

  it('is those who make a change, when what let it pass a freeze is taken back', () => {
    expect(rulesOf('change.exemption_withdrawn').flatMap(({ to }) => to)).toEqual(['makers', 'managers']);
  });

  it('is of a round that ended its seats and those who make the change, by what came of it', () => {
    const closed = (data: object) => lettersOf('change.round_closed', { kind: 'board', ...data });
    expect(closed({ result: 'approved' })).toEqual([['seats', 'round_approved']]);
    expect(closed({ result: 'approved', waits: 'obstruction' })).toEqual([['seats', 'round_blocked']]);
    expect(closed({ result: 'approved', waits: 'another_board' })).toEqual([['seats', 'round_next']]);
    expect(closed({ result: 'rejected' })).toEqual([['seats', 'round_rejected']]);
    expect(closed({ result: 'no_quorum' })).toEqual([['seats', 'round_no_quorum']]);
    expect(closed({ kind: 'ratification', result: 'approved' })).toEqual([['seats', 'ratified']]);
    for (const result of ['rejected', 'no_quorum'])
      expect(closed({ kind: 'ratification', result })).toEqual([['seats', 'unratified']]);
    const told = rulesOf('change.round_closed', { kind: 'board', result: 'approved' }).flatMap(({ to }) => to);
    expect(told).toEqual(['seats', 'makers', 'managers']);
  });

  it('is nobody twice of what was voted: the round says it to its seats and to those who make the change', () => {
    const approved = rulesOf('change.approved', { roundId: 'r' });
    expect(approved.flatMap(({ to }) => to)).toEqual(['asker']);
    expect(approved.flatMap(({ spares = [] }) => spares)).toEqual(['seats']);
    const rejected = rulesOf('change.rejected', { roundId: 'r' });
    expect(rejected.flatMap(({ to }) => to)).toEqual(['affected', 'tenant', 'asker']);
    expect(rejected.flatMap(({ spares = [] }) => spares)).toEqual(['seats', 'makers', 'managers']);
    expect(lettersOf('change.approved', { opinionId: 'o' })).toEqual([['makers', 'approved']]);
    // but that it waits no longer, no round says
    expect(lettersOf('change.approved', { roundId: 'r', waited: true })[0]).toEqual(['seats', 'carried_out']);
  });

  it('is of a void round whoever voted, apart from those who only could have', () => {
    expect(lettersOf('change.round_voided', { roundId: 'r' })).toEqual([
      ['voters', 'votes_voided'],
      ['seats', 'round_off'],
    ]);
    expect(lettersOf('change.round_reminded', { roundId: 'r' })).toEqual([['silent', 'vote_reminder']]);
  });

  it('is of a release whoever one of its changes concerns, with the first of these', () => {
    expect(rulesOf('change.release_published')).toEqual([]);
    expect(lettersOf('change.release_published', {}, { isFirstOfRelease: true })).toEqual([['affected', 'released']]);
  });

  it('is a decider where a peer has approved, and not on what is one institution’s own', () => {
    expect(lettersOf('change.reviewed_by_peer', { decision: 'approve' })).toEqual([['deciders', 'to_decide']]);
    expect(lettersOf('change.reviewed_by_peer', { decision: 'reject' })).toEqual([]);
    expect(lettersOf('change.reviewed_by_peer', { decision: 'approve' }, { class: 'own_tenant' })).toEqual([]);
  });
});
