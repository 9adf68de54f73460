import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { changeRules, untold, type ChangeRule, type Told } from './told-of-changes.js';

const at = new Date('2026-03-10T09:00:00Z');
const told: Told = { class: 'normal', affectedSince: null, isJustAnnounced: false, isByMakers: true };
const rulesOf = (type: string, data: object = {}, more: Partial<Told> = {}): ChangeRule[] =>
  (changeRules[type] ?? []).filter(
    ({ when }) => when?.({ data: { ...data }, occurredAt: at }, { ...told, ...more }) ?? true,
  );
const lettersOf = (...given: Parameters<typeof rulesOf>) => rulesOf(...given).map(({ to, letter }) => [to[0], letter]);

describe('who is told of what happens to a change', () => {
  it('is said of every event that there is', () => {
    const source = readFileSync(new URL('../../../changes/change-record.ts', import.meta.url), 'utf8');
    const types = [...source.matchAll(/\| '(change\.[a-z_]+)'/g)].map(([, type]) => type ?? '');
    expect(types.length).toBeGreaterThan(30);
    expect(types.filter((type) => !(type in changeRules) && !untold.some((one) => one === type))).toEqual([]);
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

  it('is a decider where a peer has approved, and not on what is one institution’s own', () => {
    expect(lettersOf('change.reviewed_by_peer', { decision: 'approve' })).toEqual([['deciders', 'to_decide']]);
    expect(lettersOf('change.reviewed_by_peer', { decision: 'reject' })).toEqual([]);
    expect(lettersOf('change.reviewed_by_peer', { decision: 'approve' }, { class: 'own_tenant' })).toEqual([]);
  });
});
