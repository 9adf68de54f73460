import { describe, expect, it } from '@jest/globals';
import { judge, type Facts, type Standing } from './judge.js';

const plain: Facts = {
  isUnreadable: false,
  automatic: null,
  isOwn: false,
  hasSender: true,
  isEmpty: false,
  isAuthenticated: true,
  isOverQuota: false,
  thread: null,
  box: null,
};
const by = (how: 'token' | 'reference', standing: Standing) => ({ by: how, standing });
const said = (facts: Partial<Facts>) => {
  const { outcome, reason, act } = judge({ ...plain, ...facts });
  return [outcome, reason, act ?? '-'].join(' ');
};

describe('what becomes of a mail', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['nobody can read', { isUnreadable: true, hasSender: false }, 'quarantined unreadable -'],
    ['a bounce', { automatic: 'bounce', hasSender: false }, 'ignored bounce bounce'],
    [
      'an automatic answer with a token',
      { automatic: 'auto_reply', thread: by('token', 'addressee') },
      'ignored auto_reply -',
    ],
    ['from our own address', { isOwn: true, thread: by('token', 'addressee') }, 'quarantined own_address -'],
    ['from nobody', { hasSender: false, isAuthenticated: false }, 'quarantined no_sender -'],
    ['with nothing in it', { isEmpty: true, thread: by('token', 'addressee') }, 'ignored empty -'],
    ['too many of a stranger', { isOverQuota: true, isAuthenticated: false }, 'ignored too_many -'],
    [
      'too many of a stranger who forges a reference',
      { isOverQuota: true, isAuthenticated: false, thread: by('reference', 'party') },
      'ignored too_many -',
    ],
    ['too many of somebody known', { isOverQuota: true, thread: by('token', 'addressee') }, 'quarantined too_many -'],
    ['nowhere', {}, 'quarantined unknown_sender -'],
    ['in a box, a stranger', { box: { hasService: true, isColleague: false } }, 'quarantined unknown_sender -'],
    [
      'in a box, not vouched for',
      { isAuthenticated: false, box: { hasService: true, isColleague: true } },
      'quarantined not_authenticated -',
    ],
    ['in a box without a service', { box: { hasService: false, isColleague: true } }, 'quarantined no_service -'],
    ['in a box', { box: { hasService: true, isColleague: true } }, 'created opened open'],
  ])('%s', (_what, facts, expected) => {
    expect(said(facts)).toBe(expected);
  });

  // every way to point to a thread, every standing, vouched for or not
  it.each<['token' | 'reference', Standing, string, string]>([
    ['token', 'addressee', 'appended answer answer', 'appended not_authenticated third_person'],
    ['token', 'external', 'appended external_answer external_answer', 'appended not_authenticated third_person'],
    ['token', 'party', 'appended third_person third_person', 'appended third_person third_person'],
    ['token', 'stranger', 'appended third_person third_person', 'appended third_person third_person'],
    ['reference', 'addressee', 'appended answer answer', 'quarantined not_authenticated -'],
    ['reference', 'external', 'appended external_answer external_answer', 'quarantined not_authenticated -'],
    ['reference', 'party', 'appended answer answer', 'quarantined not_authenticated -'],
    ['reference', 'stranger', 'quarantined not_a_party -', 'quarantined not_a_party -'],
  ])('with a %s of ours, from the %s', (how, standing, vouched, not) => {
    expect(said({ thread: by(how, standing) })).toBe(vouched);
    expect(said({ thread: by(how, standing), isAuthenticated: false })).toBe(not);
    // a thread is stronger than a box
    expect(said({ thread: by(how, standing), box: { hasService: true, isColleague: true } })).toBe(vouched);
  });
});
