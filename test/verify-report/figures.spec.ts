import { aMonth } from './a-month.js';
import { agreement, escalated, escalation, iso, load, unit, version } from './export.js';

describe('the figures of an export, counted again', () => {
  let verify: (text: string) => any;
  beforeAll(async () => ({ verify } = await load('verify.mjs')));

  const differences = (data: any): string[] =>
    verify(JSON.stringify(data)).differences.map(
      ({ place, stated, counted }: any) => `${place}: ${JSON.stringify(stated)} / ${JSON.stringify(counted)}`,
    );

  it('agree with those worked out by hand', () => {
    const { differences: found, compared } = verify(JSON.stringify(aMonth()));
    expect(found).toEqual([]);
    expect(compared.figures).toBeGreaterThan(100);
    expect(compared.verdicts).toBe(42);
  });

  it.each([
    ['sla.met', (service: any) => (service.sla.met = 18), '18 / 19'],
    ['sla.percent', (service: any) => (service.sla.percent = 95.001), '95.001 / 95'],
    [
      'months[2026-10].sla.text',
      (service: any) => (service.months[0].sla.text = '20 of 20'),
      '"20 of 20" / "19 of 20"',
    ],
    ['quarters[2026-Q4].slo.missed', (service: any) => (service.quarters[0].slo.missed = 1), '1 / 0'],
    ['rolling.from', (service: any) => (service.rolling.from = '2025-10'), '"2025-10" / "2025-11"'],
    ['budget.left', (service: any) => (service.budget.left = 1), '1 / 0'],
    [
      'budget.pace[30].runsOutOn',
      (service: any) => (service.budget.pace[1].runsOutOn = '2026-12-31'),
      '"2026-12-31" / null',
    ],
    [
      'institutions[a1].sla.judgement',
      (service: any) => (service.institutions[0].sla.judgement = 'broken'),
      '"broken" / "held"',
    ],
    [
      'institutions[a1].sla.excluded[recalled].count',
      (service: any) => (service.institutions[0].sla.excluded[0].count = 2),
      '2 / 1',
    ],
    [
      'holders[ULILLE].consumedMs',
      (service: any) => (service.holders[0].consumedMs = 82_800_001),
      '82800001 / 82800000',
    ],
    ['lateQuestions', (service: any) => (service.lateQuestions = 0), '0 / 1'],
    ['open', (service: any) => delete service.open, 'undefined / 1'],
  ])('names %s where it was changed', (place, change, values) => {
    const data = aMonth();
    change(data.figures.services[0]);
    expect(differences(data)).toEqual([`figures.services[OAE/ULILLE].${place}: ${values}`]);
  });

  it('names a service, month or holder that is left out or made up', () => {
    const data = aMonth();
    const [service] = data.figures.services;
    service.months = [];
    service.holders.push({ institution: 'NOBODY', units: 1, missed: 0, consumedMs: 5 });
    expect(differences(data).map((line) => line.split(': ')[0])).toEqual([
      'figures.services[OAE/ULILLE].months[2026-10]',
      'figures.services[OAE/ULILLE].holders[NOBODY]',
    ]);
    data.figures.services = [];
    expect(differences(data)).toHaveLength(1);
  });

  it('names the unit whose published verdict was changed', () => {
    const data = aMonth();
    data.months[0].verdicts['ULCO-2026-00007'] = 'missed';
    const found = differences(data);
    expect(found.slice(0, 2)).toEqual([
      'months[0] 2026-10 of ULCO, ULCO-2026-00007: verdict when published: "missed" / "met"',
      'months[0] 2026-10 of ULCO, ULCO-2026-00007: verdict after corrections: "missed" / "met"',
    ]);
    // the published count follows from the published verdicts
    expect(found).toContain('figures.services[OAE/ULILLE].months[2026-10].published[a1].sla.met: 19 / 18');
  });

  it('names a month that was published before it was over', () => {
    const data = aMonth();
    data.months[0].publishedAt = iso('2026-10-31 22:59:59.999');
    expect(differences(data)[0]).toContain('publishedAt: before the month was over');
  });

  it('names the unit and the figures that a changed fact moves', () => {
    const data = aMonth();
    data.units[3].facts.at(-1).at = iso('2026-10-05 10:00:00.001');
    const found = differences(data);
    expect(found).toContain('months[0] 2026-10 of ULCO, ULCO-2026-00004: verdict after corrections: "met" / "missed"');
    expect(found).toContain('figures.services[OAE/ULILLE].sla.text: "19 of 20" / "18 of 20"');
    expect(found).toContain('figures.services[OAE/ULILLE].sla.judgement: "held" / "broken"');
  });

  it('wants a line of correction for every verdict that changed, and follows them in order', () => {
    const data = aMonth();
    const reference = 'ULCO-2026-00001';
    data.generatedAt = data.figures.at = iso('2026-11-03 12:00');
    // the delivery was refused in November, and made again too late: 20 minutes past the three hours that were left
    data.units[0].facts.push(escalation('2026-11-03 07:00', 'accepted'), escalation('2026-11-03 10:20', 'delivered'));
    expect(differences(data)).toContain(
      `months[0] 2026-10 of ULCO, ${reference}: verdict after corrections: "met" / "none in this month"`,
    );
    data.months[0].corrections = [
      { at: iso('2026-11-03 07:00'), reference, from: 'met', to: null, reason: 'delivery_refused' },
    ];
    expect(differences(data).filter((line) => line.startsWith('months['))).toEqual([]);
    data.months[0].corrections[0].from = 'missed';
    expect(differences(data).filter((line) => line.startsWith('months['))).toEqual([
      `months[0] 2026-10 of ULCO, corrections[0] ${reference}: from: "missed" / "met"`,
    ]);
  });

  it('tells pilots from what binds, also in what was published', () => {
    const data = aMonth();
    data.agreements = [agreement(version({ binding: false }))];
    const found = differences(data);
    expect(found).toContain('figures.services[OAE/ULILLE].slo.met: 0 / 19');
    expect(found).toContain('figures.services[OAE/ULILLE].months[2026-10].published[a1].slo.met: 0 / 19');
    expect(found).toContain('figures.services[OAE/ULILLE].budget.total: 20 / 0');
  });

  it('judges an institution from 20 units on, and 95 % by whole numbers', async () => {
    const { figureOf } = await load('figures.mjs');
    const units = (met: number, missed: number): object[] => [
      ...Array.from({ length: met }, () => ({ verdict: 'met' })),
      ...Array.from({ length: missed }, () => ({ verdict: 'missed' })),
    ];
    expect(figureOf(units(19, 0), 20)).toMatchObject({ judgement: 'not_judged', percent: 100, text: '19 of 19' });
    expect(figureOf(units(19, 1), 20).judgement).toBe('held');
    expect(figureOf(units(18, 1), 1)).toMatchObject({ judgement: 'broken', percent: 94.736 });
    expect(figureOf([], 1)).toMatchObject({ judgement: 'not_judged', percent: null, text: '0 of 0' });
  });

  describe('the error budget on 1 November, 61 days before the quarter ends', () => {
    const at = Date.parse('2026-10-31T23:00:00Z');
    // so many met and missed, so many days ago
    const verdicts = (...groups: [number, 'met' | 'missed', number][]): any[] =>
      groups.flatMap(([n, verdict, days]) =>
        Array.from({ length: n }, () => ({ verdict, at: at - days * 86_400_000 })),
      );
    const budget = async (...groups: Parameters<typeof verdicts>): Promise<any> => {
      const { budgetOf } = await load('budget.mjs');
      return budgetOf(verdicts(...groups), 'Europe/Paris', at);
    };

    it('runs out where the pace of a week would use it up', async () => {
      const found = await budget([30, 'met', 20], [9, 'met', 3], [1, 'missed', 3]);
      // E = 40 + 10 x 61 / 7; (E / 20 - 1) x 7 days / 1 = 37.5 days from midnight on
      expect(found).toMatchObject({ quarter: '2026-Q4', total: 40, missed: 1, allowed: 2, left: 1 });
      expect(found.pace.entries[0]).toEqual({ days: 7, total: 10, missed: 1, burnRate: 2, runsOutOn: '2026-12-08' });
    });

    it('runs out at once where more was missed than the quarter would allow', async () => {
      const found = await budget([15, 'met', 20], [5, 'missed', 20]);
      expect(found.pace.entries[0]).toEqual({ days: 7, total: 0, missed: 0, burnRate: null, runsOutOn: '2026-11-01' });
    });

    it('takes the verdicts after the beginning of a window, in the quarter those from its first local midnight on', async () => {
      const found = await budget([1, 'missed', 7], [1, 'met', 30.99], [1, 'met', 31.1]);
      expect(found.total).toBe(2);
      expect(found.pace.entries.map(({ total }: any) => total)).toEqual([0, 1, 3]);
      // 1 October began in Paris at 22:00 UTC, 31 days and an hour before
      expect((await budget([1, 'met', 31 + 1 / 24], [1, 'met', 31 + 1.001 / 24])).total).toBe(1);
    });
  });

  it('counts a return once, confirmed or sent again', () => {
    const data = aMonth();
    data.units.push(
      unit(
        [
          ...escalated('2026-10-06 06:00', 'P1'),
          escalation('2026-10-06 06:10', 'returned', { code: 'other' }),
          escalation('2026-10-06 06:20', 'offered'),
          escalation('2026-10-06 06:30', 'returned', { code: 'out_of_scope' }),
          escalation('2026-10-06 06:40', 'returned', { code: 'out_of_scope', accepted: true }),
        ],
        { reference: 'ULCO-2026-00099' },
      ),
    );
    const found = differences(data);
    expect(found).toContain('figures.services[OAE/ULILLE].returns: 0 / 2');
    expect(found).toContain(
      'figures.services[OAE/ULILLE].sla.excluded[out_of_scope]: undefined / {"reason":"out_of_scope","count":1}',
    );
  });
});
