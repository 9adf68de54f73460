import { describe, expect, it } from '@jest/globals';
import { Places } from './places.js';

describe('places', () => {
  const of = (personId: string, institutionId = 'ulco') => ({ personId, institutionId });

  it('are left for others by a person and by an institution', () => {
    const places = new Places({ ofPerson: 2, ofInstitution: 3, inAll: 4 });
    const taken = [of('ana'), of('ana'), of('ana'), of('bob'), of('eve'), of('zoe', 'uphf'), of('yan', 'unistra')];
    expect(taken.map((one) => places.take(one))).toEqual([true, true, false, true, false, true, false]);
  });

  it('are taken again once they were left, each once', () => {
    const places = new Places({ ofPerson: 1, ofInstitution: 2, inAll: 2 });
    const [first, second] = [of('ana'), of('bob')];
    places.take(first);
    places.take(second);
    places.leave(first);
    places.leave(first);
    expect([of('bob'), of('eve'), of('zoe', 'uphf')].map((one) => places.take(one))).toEqual([false, true, false]);
  });
});
