import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { told, type Loose } from '../identity/identity.spec-support.js';
import { institutionByCode, institutionById, siteByCode, sitesOf } from '../institutions/index.js';
import { getAs, inside, openConsortium, type Consortium } from './catalogue.spec-support.js';
import { holdersOf, serviceByCode } from './services.store.js';

let consortium: Consortium;
beforeAll(async () => {
  consortium = await openConsortium('catalogue_db_spec');
});
afterAll(() => consortium.house.close());

const get = (name: string, path: string) => getAs(consortium, name, path);

describe('institutions', () => {
  it('are listed by code, with their sites, the default one first', async () => {
    const { body } = await get('requester.ulco', '/institutions');
    expect(body.items.map(({ code }: Loose) => code)).toEqual(['FUN', 'UJM', 'ULCO', 'ULORRAINE', 'UPHF']);
    expect(body.items[3]).toEqual({
      code: 'ULORRAINE',
      name: 'Université ULORRAINE',
      timeZone: 'Indian/Reunion',
      holidayRegion: 'FR',
      locale: 'fr',
      sites: [
        { code: 'NANCY', timeZone: 'Europe/Paris', holidayRegion: 'FR', isDefault: true },
        { code: 'METZ', timeZone: 'Europe/Paris', holidayRegion: 'FR-57', isDefault: false },
      ],
    });
    expect(body.items[0].sites).toEqual([]);
    expect(body.nextCursor).toBeNull();
  });

  it('come in pages that miss and repeat none', async () => {
    const codes: string[] = [];
    for (let path: string | null = '/institutions?limit=2'; path;) {
      const { body }: { body: Loose } = await get('operator', path);
      codes.push(...body.items.map(({ code }: Loose) => code));
      path = body.nextCursor && `/institutions?limit=2&cursor=${body.nextCursor}`;
    }
    expect(codes).toEqual(['FUN', 'UJM', 'ULCO', 'ULORRAINE', 'UPHF']);
    expect(told(await get('operator', '/institutions?cursor=WzFd'))).toMatchObject({ status: 400, code: 'bad_cursor' });
  });

  it('are found by id and code, and their sites, from any institution', async () => {
    const found = await inside(consortium, 'ULCO', async (tx) => ({
      byCode: await institutionByCode(tx, 'ULORRAINE'),
      byId: await institutionById(tx, consortium.at['ULORRAINE']!),
      sites: (await sitesOf(tx, consortium.at['ULORRAINE']!)).map(({ code }) => code),
      metz: await siteByCode(tx, consortium.at['ULORRAINE']!, 'METZ'),
      elsewhere: await siteByCode(tx, consortium.at['ULCO']!, 'METZ'),
      nowhere: await institutionByCode(tx, 'NOWHERE'),
    }));
    expect(found.byCode).toMatchObject({ id: consortium.at['ULORRAINE'], code: 'ULORRAINE', suspended: false });
    expect(found.byId).toEqual(found.byCode);
    expect(found.sites).toEqual(['NANCY', 'METZ']);
    expect(found.metz).toMatchObject({ holidayRegion: 'FR-57', serviceHoursId: undefined });
    expect([found.elsewhere, found.nowhere]).toEqual([undefined, undefined]);
  });
});

describe('services', () => {
  const oae = {
    code: 'OAE',
    name: 'Service OAE',
    users: 23_000,
    tenants: 18,
    leadProvider: { code: 'ULORRAINE', name: 'Université ULORRAINE' },
    components: ['documents', 'search'],
    responsibilities: [
      {
        function: 'support',
        holders: [
          { institution: { code: 'ULCO', name: 'Université ULCO' }, external: null },
          { institution: { code: 'UPHF', name: 'Université UPHF' }, external: null },
        ],
      },
      {
        function: 'development',
        holders: [
          { institution: null, external: { name: 'Apereo Foundation' } },
          { institution: { code: 'ULORRAINE', name: 'Université ULORRAINE' }, external: null },
        ],
      },
      { function: 'testing', holders: [{ institution: { code: 'UJM', name: 'Université UJM' }, external: null }] },
    ],
  };

  it('are read by anybody who has signed in, without the address of whoever is outside', async () => {
    for (const name of ['requester.ulco', 'cab.ulco', 'operator']) {
      expect((await get(name, '/services/OAE')).body).toEqual(oae);
    }
    const { body } = await get('operator', '/services');
    expect(body.items.map(({ code }: Loose) => code)).toEqual(['FUNMOOC', 'OAE']);
    expect(body.items[1]).toEqual(oae);
    expect(body.items[0]).toMatchObject({ users: null, components: [], responsibilities: [] });
  });

  it('that do not exist are 404', async () => {
    for (const code of ['NOPE', 'oae', '%27']) {
      expect(told(await get('spoc.ulco', `/services/${code}`))).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('have functions, and holders in their order', async () => {
    await consortium.house.owner.query('update institution set suspended_at = $1 where id = $2', [
      consortium.house.clock.now(),
      consortium.at['UPHF'],
    ]);
    const found = await inside(consortium, 'FUN', async (tx) => {
      const service = (await serviceByCode(tx, 'OAE'))!;
      return {
        service,
        nothing: await serviceByCode(tx, 'NOPE'),
        support: await holdersOf(tx, service.id, 'support'),
        development: await holdersOf(tx, service.id, 'development'),
        hosting: await holdersOf(tx, service.id, 'hosting'),
      };
    });
    const ulorraine = { id: consortium.at['ULORRAINE'], code: 'ULORRAINE', name: 'Université ULORRAINE' };
    expect(found).toEqual({
      service: { id: consortium.services['OAE'], code: 'OAE', name: 'Service OAE', leadProvider: ulorraine },
      nothing: undefined,
      support: [
        { institution: { id: consortium.at['ULCO'], code: 'ULCO', name: 'Université ULCO', suspended: false } },
        { institution: { id: consortium.at['UPHF'], code: 'UPHF', name: 'Université UPHF', suspended: true } },
      ],
      development: [
        { external: 'Apereo Foundation', address: 'oae@apereo.example' },
        { institution: { ...ulorraine, suspended: false } },
      ],
      hosting: [],
    });
  });
});
