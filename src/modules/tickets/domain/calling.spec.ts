import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { call, firstCalled, forwardable, type Callable } from './calling.js';

const free = (id: string) => ({ institution: { id, code: id.toUpperCase(), suspended: false } });
const away = (id: string) => ({ institution: { id, code: id.toUpperCase(), suspended: true } });
const outside = (external: string, address: string | null = `${external}@outside.example`) => ({ external, address });
const lead = free('lead').institution;

const called = (holders: Callable[], owner: typeof lead | undefined = lead) => {
  const outcome = firstCalled(holders, owner);
  if (!outcome.ok) return outcome.refusal.code;
  const { holder, external } = outcome.value;
  return external ? `${external.name} <${external.address}> followed by ${holder.id}` : holder.id;
};

describe('who is called for a function', () => {
  it('is the first in order who can be', () => {
    expect(called([free('a'), free('b')])).toBe('a');
    expect(called([away('a'), free('b')])).toBe('b');
    expect(called([outside('apereo'), free('b')])).toBe('apereo <apereo@outside.example> followed by lead');
    expect(called([outside('apereo', null), free('b')])).toBe('b');
  });

  it('is nobody, with the reason of the first', () => {
    expect(called([])).toBe('no_holder');
    expect(called([away('a'), away('b')])).toBe('holder_suspended');
    expect(called([outside('apereo', null)])).toBe('external_without_address');
    expect(called([outside('apereo')], { ...lead, suspended: true })).toBe('nobody_follows_up');
    expect(firstCalled([outside('apereo')], undefined)).toMatchObject({ refusal: { code: 'nobody_follows_up' } });
  });

  it('is never somebody who could not be called alone, and nobody only when nobody could', () => {
    const holder = fc.oneof(
      fc.record({ institution: fc.record({ id: fc.string(), code: fc.string(), suspended: fc.boolean() }) }),
      fc.record({ external: fc.string(), address: fc.option(fc.string()) }),
    );
    const owner = fc.option(fc.record({ id: fc.string(), code: fc.string(), suspended: fc.boolean() }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.array(holder, { maxLength: 5 }), owner, (holders, who) => {
        const place = holders.findIndex((one) =>
          'institution' in one
            ? !one.institution.suspended
            : one.address !== null && who !== undefined && !who.suspended,
        );
        const outcome = firstCalled(holders, who);
        expect(outcome.ok).toBe(place !== -1);
        if (outcome.ok) expect(outcome.value).toEqual(call(holders[place]!, who));
      }),
    );
  });
});

describe('to whom it is forwarded', () => {
  const line = [free('a'), outside('apereo'), free('b')];
  const names = (...args: Parameters<typeof forwardable>) =>
    forwardable(...args).map((one) => ('external' in one ? one.external : one.institution.id));

  it('of the same function is who comes after', () => {
    expect(names(line, 'a', { isSameFunction: true })).toEqual(['apereo', 'b']);
    expect(names(line, 'b', { isSameFunction: true })).toEqual([]);
  });

  it('of another function may be anybody, oneself too', () => {
    expect(names(line, 'a', { isSameFunction: false })).toEqual(['a', 'apereo', 'b']);
  });

  it('is who was named, or who is outside, wherever they stand', () => {
    expect(names(line, 'b', { isSameFunction: true, institution: 'A' })).toEqual(['a']);
    expect(names(line, 'b', { isSameFunction: true, external: true })).toEqual(['apereo']);
    expect(names(line, 'a', { isSameFunction: true, institution: 'A' })).toEqual([]);
  });
});
