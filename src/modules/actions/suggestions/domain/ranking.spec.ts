import { describe, expect, it } from '@jest/globals';
import { ranked, type AskedWord, type Candidate, type Evidence } from './ranking.js';
import { successOf, type Success } from '../../domain/success.js';

const words: AskedWord[] = [
  { word: 'encodage', share: 1, terms: [{ at: 1, factor: 1 }] },
  { word: 'page', share: 1, terms: [{ at: 2, factor: 1 }] },
  {
    word: 'courriel',
    share: 0.6,
    terms: [
      { at: 3, factor: 1 },
      { at: 4, factor: 0.5 },
    ],
  },
];

const candidate = (actionId: string, rest: Partial<Candidate> = {}): Candidate => ({
  actionId,
  isPublished: true,
  alerts: [],
  marks: [],
  taught: [0, 0],
  terms: [],
  ...rest,
});
const evidence = (candidates: Candidate[]): Evidence => ({ actions: 50, frequency: [2, 40, 5, 5], candidates });
const said = (at: number, weight = 0.5): Candidate['terms'][number] => [at, weight, 0, 0];
const ids = (candidates: Candidate[], successes: [string, Success][] = []) =>
  ranked(words, evidence(candidates), new Map(successes)).map(({ actionId }) => actionId);
const runs = (worked: number, noEffect: number) => successOf({ worked, partly: 0, noEffect, madeWorse: 0 });

describe('suggestions', () => {
  it('begin with what a trigger calls for, the more labels the better, whatever the words say', () => {
    const order = ids([
      candidate('words', { terms: [said(1, 0.9), said(2, 0.9), said(3, 0.9)] }),
      candidate('one label', { alerts: [{ alertname: 'Down' }] }),
      candidate('two labels', { alerts: [{ alertname: 'Down', service: 'pod' }] }),
      candidate('category', { marks: ['category:video'] }),
    ]);
    expect(order).toEqual(['two labels', 'one label', 'category', 'words']);
  });

  it('go by words that few actions say before words of nearly all', () => {
    expect(ids([candidate('frequent', { terms: [said(2)] }), candidate('rare', { terms: [said(1)] })])).toEqual([
      'rare',
      'frequent',
    ]);
  });

  it('count a word once, by its best term: what it is also called adds nothing', () => {
    const [both, own] = ranked(
      words,
      evidence([candidate('both', { terms: [said(3), said(4)] }), candidate('own', { terms: [said(3)] })]),
      new Map(),
    );
    expect(both?.score).toBe(own?.score);
    const [other] = ranked(words, evidence([candidate('other', { terms: [said(4)] })]), new Map());
    expect(other?.score).toBeCloseTo((own?.score ?? 0) / 2);
    expect(other?.words).toEqual(['courriel']);
  });

  it('go by what was learned, the more lessons the better, and against what did not help', () => {
    const order = ids([
      candidate('says nothing of it', { terms: [said(2, 0.9)] }),
      candidate('worked once', { taught: [1, 0], terms: [[1, 0, 1, 0]] }),
      candidate('worked often', { taught: [8, 0], terms: [[1, 0, 8, 0]] }),
      candidate('did not help', { taught: [0, 3], terms: [[1, 0.1, 0, 3]] }),
    ]);
    expect(order).toEqual(['worked often', 'worked once', 'says nothing of it']);
  });

  it('are tempered by success: of two that say the same the proven one comes first, then the new one', () => {
    const order = ids(
      [
        candidate('failed', { terms: [said(1)] }),
        candidate('new', { terms: [said(1)] }),
        candidate('proven', { terms: [said(1)] }),
      ],
      [
        ['failed', runs(3, 9)],
        ['proven', runs(9, 1)],
      ],
    );
    expect(order).toEqual(['proven', 'new', 'failed']);
  });

  it('rank a weak one down, even where a trigger calls for it, and mark it', () => {
    const found = ranked(
      words,
      evidence([
        candidate('weak', { alerts: [{ alertname: 'Down' }], terms: [said(1)] }),
        candidate('words', { terms: [said(1, 0.3)] }),
      ]),
      new Map([['weak', runs(0, 6)]]),
    );
    expect(found.map(({ actionId, isWeak }) => [actionId, isWeak])).toEqual([
      ['words', false],
      ['weak', true],
    ]);
  });

  it('show drafts after everything that is published', () => {
    const order = ids([
      candidate('draft', { isPublished: false, alerts: [{ alertname: 'Down' }], terms: [said(1, 0.9)] }),
      candidate('published', { terms: [said(1, 0.5)] }),
    ]);
    expect(order).toEqual(['published', 'draft']);
  });

  it('leave out what hardly anything speaks for', () => {
    expect(ids([candidate('much', { terms: [said(1, 0.9)] }), candidate('hardly', { terms: [said(2, 0.1)] })])).toEqual(
      ['much'],
    );
    expect(ids([candidate('nothing')])).toEqual([]);
  });

  it('prefer an action of a component that the ticket has', () => {
    const order = ids([
      candidate('a: of none', { terms: [said(1)] }),
      candidate('b: of the component', { terms: [said(1)], marks: ['component:mail'] }),
    ]);
    expect(order).toEqual(['b: of the component', 'a: of none']);
  });
});
