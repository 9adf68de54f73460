import { describe, expect, it } from '@jest/globals';
import { proposedVersion, type ProposalInput, type ProposedVersion } from './proposal.js';

const day: [string, string][] = [['08:00', '18:00']];
const now = new Date('2026-11-20T12:00:00Z');
const effectiveFrom = '2026-12-01T00:00:00+01:00';
const base: Omit<ProposedVersion, 'effectiveFrom'> = {
  binding: false,
  tacitTransmission: false,
  alsoPauses: ['third_party'],
  targets: { incident: { P1: { response: 30, resolution: 240 } } },
  warnings: { P1: [50] },
  maintenance: { weekly: { tue: [['06:30', '08:00']] }, timeZone: 'Europe/Paris' },
  hours: {
    name: 'Heures ouvrées',
    timeZone: 'Europe/Paris',
    weekly: { mon: day },
    holidayRegion: 'FR',
    holidays: [{ date: '2026-12-25', name: 'Noël' }],
    closures: [],
  },
};

const valueOf = (input: Partial<ProposalInput>, from = base) => {
  const outcome = proposedVersion({ effectiveFrom, ...input }, from, now);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
};
const errorsOf = (input: Partial<ProposalInput>, from = base) => {
  const outcome = proposedVersion({ effectiveFrom, ...input }, from, now);
  if (outcome.ok) return [];
  expect(outcome.refusal).toMatchObject({ kind: 'unprocessable', code: 'invalid_terms' });
  return (outcome.refusal.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('a version that is proposed', () => {
  it('is as the one in effect where nothing is said', () => {
    expect(valueOf({})).toEqual({ ...base, effectiveFrom: new Date('2026-11-30T23:00:00Z') });
  });

  it('has what is said as a whole: of the hours only the name is taken over', () => {
    const { hours, targets, ...rest } = valueOf({
      binding: true,
      targets: { request: { P4: { resolution: 60 } } },
      hours: { timeZone: 'Indian/Reunion', weekly: { tue: day } },
      maintenance: {},
      alsoPauses: [],
    });
    expect(targets).toEqual({ request: { P4: { resolution: 60 } } });
    expect(hours).toEqual({
      name: 'Heures ouvrées',
      timeZone: 'Indian/Reunion',
      weekly: { tue: day },
      holidayRegion: null,
      holidays: [],
      closures: [],
    });
    expect(rest).toMatchObject({ binding: true, tacitTransmission: false, alsoPauses: [], maintenance: {} });
  });

  it('needs targets and hours where there is none in effect, and has the usual for the rest', () => {
    const first = proposedVersion({ effectiveFrom, targets: {}, hours: base.hours }, undefined, now);
    expect(first).toMatchObject({
      ok: true,
      value: { binding: true, tacitTransmission: true, warnings: { P1: [50, 75], P2: [75], P3: [75] } },
    });
    const none = proposedVersion({ effectiveFrom }, undefined, now);
    expect(none).toMatchObject({ ok: false, refusal: { errors: [{ pointer: '/targets' }, { pointer: '/hours' }] } });
  });

  const target = (resolution: unknown) => ({ targets: { incident: { P1: { resolution } } } });
  const at = '/targets/incident/P1/resolution';

  it.each<[string, Partial<ProposalInput>, string[]]>([
    ['a target of zero', target(0), [`${at} not_positive`]],
    ['a negative one', target(-30), [`${at} not_positive`]],
    ['one that is not whole', target(1.5), [`${at} not_whole`]],
    ['one that is no number', target('60'), [`${at} no_number`]],
    ['one of null', target(null), [`${at} no_number`]],
    ['one of over 100 years', target(52_596_001), [`${at} target_too_long`]],
    ['one that these hours use up in over 100 years', target(52_596_000), [`${at} due_too_far`]],
    ['an unknown priority', { targets: { incident: { P5: {} } } }, ['/targets/incident/P5 unknown_priority']],
    ['an unknown kind', { targets: { change: {} } }, ['/targets/change unknown_kind']],
    ['an inherited name', { targets: JSON.parse('{"__proto__":{}}') }, ['/targets/__proto__ unknown_kind']],
    [
      'an unknown metric',
      { targets: { request: { P1: { delivery: 5 } } } },
      ['/targets/request/P1/delivery unknown_metric'],
    ],
    ['targets that are a list', { targets: [] }, ['/targets no_map']],
    ['warnings that do not ascend', { warnings: { P1: [50, 50] } }, ['/warnings/P1/1 not_ascending']],
    [
      'a warning of 0 and of 100',
      { warnings: { P2: [0, 100] } },
      ['/warnings/P2/0 no_share', '/warnings/P2/1 no_share'],
    ],
    ['a warning of a half', { warnings: { P2: [0.5] } }, ['/warnings/P2/0 no_share']],
    ['warnings for an unknown priority', { warnings: { P0: [] } }, ['/warnings/P0 unknown_priority']],
    ['warnings that are no list', { warnings: { P1: 50 } }, ['/warnings/P1 no_list']],
    [
      'a window that ends before it begins',
      { maintenance: { weekly: { mon: [['08:00', '06:00']] }, timeZone: 'Europe/Paris' } },
      ['/maintenance/weekly/mon/0 reversed_interval'],
    ],
    ['a window without a zone', { maintenance: { weekly: { mon: day } } }, ['/maintenance/timeZone required']],
    [
      'hours that cannot be used',
      { hours: { timeZone: 'Nowhere', weekly: {} } },
      ['/hours/timeZone unknown_time_zone', '/hours/weekly no_working_time'],
    ],
  ])('is refused: %s', (_, input, expected) => {
    expect(errorsOf(input)).toEqual(expected);
  });

  it('names everything that is wrong at once, and not more than 50 places', () => {
    const hours = { timeZone: 'Nowhere', weekly: { mon: day } };
    expect(errorsOf({ ...target(0), warnings: { P1: [0] }, hours })).toEqual([
      `${at} not_positive`,
      '/warnings/P1/0 no_share',
      '/hours/timeZone unknown_time_zone',
    ]);
    const kinds = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`kind${index}`, {}]));
    expect(errorsOf({ targets: kinds })).toHaveLength(50);
  });
});
