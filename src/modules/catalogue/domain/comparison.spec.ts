import { describe, expect, it } from '@jest/globals';
import { shorterThanProviders } from './comparison.js';

const providers = [
  { service: 'OAE', targets: { incident: { P1: { response: 30, resolution: 240 } } } },
  { service: 'POD', targets: { incident: { P1: { resolution: 300 }, P2: { resolution: 480 } }, request: {} } },
];

describe('own targets beside those of the providers', () => {
  it('are told of where they are shorter, priority by priority, of the same kind and metric', () => {
    const own = {
      incident: { P1: { response: 30, resolution: 239 }, P2: { resolution: 480 } },
      request: { P1: { resolution: 1 } },
    };
    expect(shorterThanProviders(own, providers)).toEqual([
      {
        code: 'shorter_than_provider',
        message: 'Shorter than what providers promise, in minutes: OAE 240, POD 300.',
        pointer: '/targets/incident/P1/resolution',
      },
    ]);
  });

  it('are fine when they are longer, or nobody promises the same', () => {
    expect(shorterThanProviders({ incident: { P1: { resolution: 300 }, P4: { resolution: 1 } } }, providers)).toEqual(
      [],
    );
    expect(shorterThanProviders({ incident: { P1: { resolution: 1 } } }, [])).toEqual([]);
  });
});
