import { describe, expect, it } from '@jest/globals';
import { parseConfig, type Config } from '../../config/index.js';
import { RequestCounts } from './request-counts.js';

const noon = Date.UTC(2026, 2, 10, 12);
const second = 1000;

function counts(most: number): RequestCounts {
  return new RequestCounts(parseConfig({ RATE_LIMIT_PER_MINUTE: String(most) }) as Config);
}

/** How many of so many requests are let through. */
function allowed(of: RequestCounts, requests: number, at: number, key = 'a'): number {
  let through = 0;
  for (let n = 0; n < requests; n += 1) if (of.ask(key, at).isAllowed) through += 1;
  return through;
}

describe('requests of a key in a minute', () => {
  it('are let through up to the limit, each key by itself', () => {
    const some = counts(100);
    expect(allowed(some, 150, noon)).toBe(100);
    expect(allowed(some, 150, noon, 'b')).toBe(100);
  });

  it('get no second allowance at the turn of the minute', () => {
    const some = counts(100);
    expect(allowed(some, 150, noon + 59 * second)).toBe(100);
    expect(allowed(some, 150, noon + 61 * second)).toBe(2);
    // half of those before are over
    expect(allowed(some, 150, noon + 90 * second)).toBe(48);
    expect(allowed(some, 150, noon + 240 * second)).toBe(100);
  });

  it('are refused with the seconds after which one more is let through', () => {
    for (const at of [0, 10, 59.5]) {
      const some = counts(100);
      allowed(some, 100, noon + 20 * second);
      const now = noon + (at < 20 ? 60 + at : at) * second;
      allowed(some, 100, now);
      const answer = some.ask('a', now);
      const wait = answer.isAllowed ? 0 : answer.retryAfterSeconds;
      expect([at, wait > 0, wait <= 60]).toEqual([at, true, true]);
      expect(some.ask('a', now + wait * second).isAllowed).toBe(true);
    }
  });

  it('are forgotten of whoever asked the longest ago when too many ask, never of who goes on asking', () => {
    const some = counts(100);
    allowed(some, 100, noon, 'busy');
    allowed(some, 100, noon, 'gone');
    for (let n = 0; n < 30_000; n += 1) {
      some.ask(`address ${String(n)}`, noon);
      if (n % 1000 === 0) some.ask('busy', noon);
    }
    expect(allowed(some, 1, noon, 'busy')).toBe(0);
    expect(allowed(some, 1, noon, 'gone')).toBe(1);
  });
});

describe('what is told to other processes', () => {
  it('is nothing of who asks seldom, and what was not told yet of who asks often', () => {
    const some = counts(1000);
    allowed(some, 3, noon, 'seldom');
    allowed(some, 40, noon, 'often');
    const [telling, ...others] = some.untold(noon);
    expect(others).toEqual([]);
    expect(telling).toEqual({ key: 'often', minute: noon / 60_000, requests: 40 });
    some.settle(telling!, 40);
    expect(some.untold(noon)).toEqual([]);
    allowed(some, 2, noon, 'often');
    expect(some.untold(noon)).toMatchObject([{ requests: 2 }]);
  });

  it('counts with what others counted, and what was asked for while it was told', () => {
    const some = counts(100);
    allowed(some, 40, noon);
    const [telling] = some.untold(noon);
    allowed(some, 10, noon);
    some.settle(telling!, 70);
    expect(allowed(some, 100, noon)).toBe(20);
    // and in the minute after
    expect(allowed(some, 100, noon + 60 * second)).toBe(0);
  });

  it('is forgotten with its minute', () => {
    const some = counts(100);
    allowed(some, 40, noon);
    const [telling] = some.untold(noon);
    some.ask('a', noon + 180 * second);
    some.settle(telling!, 90);
    expect(some.untold(noon + 180 * second)).toEqual([{ key: 'a', minute: noon / 60_000 + 3, requests: 1 }]);
    expect(allowed(some, 150, noon + 180 * second)).toBe(99);
  });
});
