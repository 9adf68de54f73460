import { agreement, always, escalated, escalation, judged, prioritised, ticket, verdict, version } from './export.js';

// every expectation below was worked out by hand; "local" is the wall clock of Paris
describe('the verdict of a unit, counted again', () => {
  // P1, 4 hours: Friday 16:00 to 17:00 local is one; three more from Monday 9:00 end at noon, 10:00 UTC
  const overTheWeekend = [
    ...escalated('2026-10-02 14:00', 'P1'),
    ticket('2026-10-02 15:00', 'waiting', 'requester'),
    ticket('2026-10-05 07:00', 'in_progress'),
  ];

  it('ended exactly at the due instant after a pause over a weekend is met', async () => {
    expect(await verdict([...overTheWeekend, escalation('2026-10-05 10:00', 'delivered')])).toBe(
      'met 2026-10-05T10:00Z',
    );
  });

  it('ended a millisecond later is missed, at the due instant', async () => {
    const facts = [...overTheWeekend, escalation('2026-10-05 10:00:00.001', 'delivered')];
    expect(await verdict(facts)).toBe('missed 2026-10-05T10:00Z');
  });

  it('is open at its due instant, and missed after it', async () => {
    expect(await verdict(overTheWeekend, { now: '2026-10-05 10:00' })).toBe('open');
    expect(await verdict(overTheWeekend, { now: '2026-10-05 10:00:00.001' })).toBe('missed 2026-10-05T10:00Z');
  });

  it('paused exactly where it is used up is missed there', async () => {
    const facts = [...escalated('2026-10-05 06:00', 'P1'), ticket('2026-10-05 10:00', 'waiting', 'scheduled')];
    expect(await verdict(facts)).toBe('missed 2026-10-05T10:00Z');
  });

  it('paused a millisecond before is open as long as the pause lasts', async () => {
    const facts = [...escalated('2026-10-05 06:00', 'P1'), ticket('2026-10-05 09:59:59.999', 'waiting', 'scheduled')];
    expect(await verdict(facts)).toBe('open');
  });

  it('leaves a holiday out', async () => {
    // Tuesday 10 November 17:00 local; the 11th is closed; three hours of Thursday
    expect(await verdict(escalated('2026-11-10 16:00', 'P1'))).toBe('missed 2026-11-12T10:00Z');
  });

  it('leaves a closure out, into the next year', async () => {
    // 23 December 17:00 local; closed until Friday 1 January; Monday the 4th, 11:00 local
    expect(await judged(escalated('2026-12-23 16:00', 'P1'))).toMatchObject({
      verdict: 'missed',
      at: Date.parse('2027-01-04T10:00:00Z'),
      month: '2027-01',
    });
  });

  it('counts time as it elapses where clocks change', async () => {
    const allDay = { under: agreement(version({ hours: always })) };
    // 0:30 local and four hours later: 3:30 on the wall
    expect(await verdict(escalated('2026-10-24 22:30', 'P1'), allDay)).toBe('missed 2026-10-25T02:30Z');
    // Friday 16:00 local (UTC+2) two hours, Monday from 8:00 local (UTC+1) two more
    expect(await verdict(escalated('2026-10-23 14:00', 'P1'))).toBe('missed 2026-10-26T09:00Z');
    // in spring: Sunday 29 March 2026 1:00 local, four hours later it is 6:00 on the wall
    expect(await verdict(escalated('2026-03-29 00:00', 'P1'), allDay)).toBe('missed 2026-03-29T04:00Z');
  });

  it('closes a local day of 25 hours whole', async () => {
    const hours = { ...always, holidays: [{ date: '2026-10-25', name: 'closed' }] };
    // two hours until Saturday midnight (22:00 UTC); Sunday lasts until 23:00 UTC; two hours more
    const under = agreement(version({ hours }));
    expect(await verdict(escalated('2026-10-24 20:00', 'P1'), { under })).toBe('missed 2026-10-26T01:00Z');
  });

  // P2, 8 hours: Monday 8:00 to 10:00 local; refused Tuesday 8:00 local, six hours left
  const refused = [
    ...escalated('2026-10-05 06:00', 'P2'),
    escalation('2026-10-05 08:00', 'delivered'),
    escalation('2026-10-06 06:00', 'accepted'),
  ];

  it('goes on after a refused delivery with what it had used', async () => {
    expect(await verdict(refused.slice(0, -1))).toBe('met 2026-10-05T08:00Z');
    expect(await verdict(refused, { now: '2026-10-06 11:00' })).toBe('open');
    expect(await verdict(refused)).toBe('missed 2026-10-06T12:00Z');
    const again = [...refused, escalation('2026-10-06 12:00', 'delivered')];
    expect(await verdict(again)).toBe('met 2026-10-06T12:00Z');
  });

  it('lets priorities set in between take effect at the resumption', async () => {
    const facts = [...refused.slice(0, -1), prioritised('2026-10-05 12:00', 'P1', 'raised'), refused.at(-1)];
    // P1 from Tuesday 8:00 local, four hours: before the six that are left of P2
    expect(await verdict(facts)).toBe('missed 2026-10-06T10:00Z');
    facts[4] = prioritised('2026-10-05 12:00', 'P1', 'corrected');
    // four hours from the start, two used: two are left
    expect(await verdict(facts)).toBe('missed 2026-10-06T08:00Z');
  });

  it('a missed delivery that was refused stays missed', async () => {
    const facts = [
      ...escalated('2026-10-05 06:00', 'P1'),
      escalation('2026-10-05 11:00', 'delivered'),
      escalation('2026-10-05 12:00', 'accepted'),
      escalation('2026-10-05 12:30', 'delivered'),
    ];
    expect(await verdict(facts)).toBe('missed 2026-10-05T10:00Z');
  });

  const recalled = [...escalated('2026-10-05 06:00', 'P1'), escalation('2026-10-05 07:00', 'recalled')];

  it('recalled is excluded at the recall', async () => {
    expect(await verdict(recalled)).toBe('excluded recalled 2026-10-05T07:00Z');
  });

  it('escalated again continues until the end of working time of the tenth open date, and not longer', async () => {
    const again = (at: string) => verdict([...recalled, escalation(at, 'offered', { n: 2 })]);
    // one hour was used; three are left
    expect(await again('2026-10-06 06:00')).toBe('missed 2026-10-06T09:00Z');
    // the tenth open date after Monday the 5th is Monday the 19th, until 18:00 local
    expect(await again('2026-10-19 16:00')).toBe('missed 2026-10-20T09:00Z');
    expect(await again('2026-10-19 16:00:00.001')).toBe('missed 2026-10-20T10:00Z');
  });

  it('counts the ten dates by the wall, also where it never closes', async () => {
    const under = agreement(version({ hours: always }));
    const again = (at: string) => verdict([...recalled, escalation(at, 'offered', { n: 2 })], { under });
    // the tenth date after Monday the 5th is Thursday the 15th, until its midnight, 22:00 UTC
    expect(await again('2026-10-15 22:00')).toBe('missed 2026-10-16T01:00Z');
    expect(await again('2026-10-15 22:00:00.001')).toMatch(/^missed 2026-10-16T02:00/);
  });

  it('a miss in a later matter counts, whatever was met before', async () => {
    const facts = [
      ...escalated('2026-10-05 06:00', 'P1'),
      escalation('2026-10-05 07:00', 'delivered'),
      escalation('2026-10-05 08:00', 'confirmed'),
      escalation('2026-11-03 07:00', 'offered', { n: 2 }),
    ];
    expect(await verdict(facts, { now: '2026-11-03 11:00' })).toBe('met 2026-10-05T07:00Z');
    expect(await verdict(facts)).toBe('missed 2026-11-03T11:00Z');
  });

  it('a response that was recalled goes on with what it had used', async () => {
    const accepted = async (at: string) =>
      (
        await judged([
          ...escalated('2026-10-05 06:00', 'P1'),
          escalation('2026-10-05 06:30', 'recalled'),
          escalation('2026-10-05 08:00', 'offered', { n: 2 }),
          escalation(at, 'accepted', { n: 2 }),
        ])
      ).response;
    expect(await accepted('2026-10-05 08:30')).toBe('met');
    expect(await accepted('2026-10-05 08:30:00.001')).toBe('missed');
  });

  it('forwarded goes on, and each holder has the time it held', async () => {
    const found = await judged([
      ...escalated('2026-10-05 06:00', 'P1'),
      escalation('2026-10-05 07:30', 'forwarded'),
      escalation('2026-10-05 07:30', 'offered', { n: 2 }),
      escalation('2026-10-05 09:00', 'delivered', { n: 2 }),
    ]);
    expect(found).toMatchObject({ verdict: 'met', response: 'missed' });
    expect([...found.held]).toEqual([
      ['ULILLE', 5_400_000],
      ['UTECH', 5_400_000],
    ]);
  });

  it('corrected to a more urgent one is missed at the correction', async () => {
    // P2 from 8:00 local; at 13:00 it turns out to be a P1, due at noon
    const facts = [...escalated('2026-10-05 06:00', 'P2'), prioritised('2026-10-05 11:00', 'P1', 'corrected')];
    expect(await verdict(facts)).toBe('missed 2026-10-05T11:00Z reclassified');
  });

  it('corrected after a miss to one that would not be missed goes on beside', async () => {
    const facts = [...escalated('2026-10-05 06:00', 'P1'), prioritised('2026-10-05 11:00', 'P2', 'corrected')];
    expect(await verdict(facts, { now: '2026-10-05 13:00' })).toBe('open');
    expect(await verdict([...facts, escalation('2026-10-05 13:00', 'delivered')])).toBe('met 2026-10-05T13:00Z');
    // P2 would have been due at 16:00 local: corrected only then, the miss stands
    const late = [...escalated('2026-10-05 06:00', 'P1'), prioritised('2026-10-05 14:00:01', 'P2', 'corrected')];
    expect(await verdict(late)).toBe('missed 2026-10-05T10:00Z');
  });

  it('raised adds a promise, and takes none back', async () => {
    const raised = (at: string) => verdict([...escalated('2026-10-05 06:00', 'P2'), prioritised(at, 'P1', 'raised')]);
    expect(await raised('2026-10-05 07:00')).toBe('missed 2026-10-05T11:00Z');
    expect(await raised('2026-10-05 12:00')).toBe('missed 2026-10-05T14:00Z');
  });

  it('without a target nothing is promised, until one is', async () => {
    const none = escalated('2026-10-05 06:00', 'P4');
    expect(await verdict([...none, escalation('2026-10-07 06:00', 'delivered')])).toBe(
      'excluded no_target 2026-10-05T06:00Z',
    );
    expect(await verdict([...none, prioritised('2026-10-05 07:00', 'P1', 'raised')])).toBe('missed 2026-10-05T11:00Z');
    const withdrawn = [...escalated('2026-10-05 06:00', 'P2'), prioritised('2026-10-05 07:00', 'P4', 'corrected')];
    expect(await verdict(withdrawn)).toBe('excluded no_target 2026-10-05T07:00Z');
  });

  const returned = [
    ...escalated('2026-10-05 06:00', 'P1'),
    escalation('2026-10-05 07:00', 'returned', { code: 'out_of_scope' }),
  ];

  it('returned is out of scope when the return was confirmed, and nothing else', async () => {
    const confirmed = escalation('2026-10-06 07:00', 'returned', { accepted: true, code: 'out_of_scope' });
    expect(await verdict([...returned, confirmed])).toBe('excluded out_of_scope 2026-10-06T07:00Z');
    expect(await verdict([...returned, ticket('2026-10-06 08:00', 'resolved')])).toBe(
      'excluded returned 2026-10-06T08:00Z',
    );
    expect(await verdict(returned)).toBe('open');
  });

  it('a refused return was a pause', async () => {
    // one hour was used; the other three begin on Tuesday 9:00 local
    expect(await verdict([...returned, escalation('2026-10-06 07:00', 'offered')])).toBe('missed 2026-10-06T10:00Z');
  });

  it('cancelled and merged are excluded, after a miss they are not', async () => {
    const facts = escalated('2026-10-05 06:00', 'P1');
    expect(await verdict([...facts, ticket('2026-10-05 09:00', 'cancelled')])).toBe(
      'excluded cancelled 2026-10-05T09:00Z',
    );
    expect(await verdict([...facts, ticket('2026-10-05 09:00', 'merged')])).toBe('excluded merged 2026-10-05T09:00Z');
    expect(await verdict([...facts, ticket('2026-10-05 11:00', 'merged')])).toBe('missed 2026-10-05T10:00Z');
  });

  it('counts in the month of its own zone', async () => {
    const month = async (timeZone: string, at: string) =>
      (await judged(escalated(at, 'P1'), { under: agreement(version({ hours: { ...always, timeZone } })) })).month;
    // due four hours later: 21:00 UTC is 1:00 of the next day in Réunion, 2:00 UTC 22:00 of the day before in Martinique
    expect(await month('Indian/Reunion', '2026-09-30 17:00')).toBe('2026-10');
    expect(await month('Indian/Reunion', '2026-09-30 15:59')).toBe('2026-09');
    expect(await month('America/Martinique', '2026-09-30 22:00')).toBe('2026-09');
  });

  it('a settled contest replaces the verdict in its month', async () => {
    const settlements = [
      { at: '2026-11-03T09:00:00.000Z', verdict: 'excluded', reason: 'agreed', askedReason: 'network' },
      { at: '2026-11-04T09:00:00.000Z', verdict: 'met', reason: 'agreed', askedReason: 'network' },
    ];
    expect(await judged(escalated('2026-10-05 06:00', 'P1'), { settlements })).toMatchObject({
      computed: 'missed',
      verdict: 'met',
      month: '2026-10',
    });
  });

  it('names a late question from nine tenths of the target on', async () => {
    const asked = async (at: string) =>
      (
        await judged([
          ...escalated('2026-10-05 06:00', 'P1'),
          escalation(at, 'waiting', { cause: 'spoc' }),
          escalation('2026-10-06 06:00', 'accepted'),
          escalation('2026-10-06 06:01', 'delivered'),
        ])
      ).lateQuestions;
    // nine tenths of 4 hours: 3:36
    expect(await asked('2026-10-05 09:36')).toBe(1);
    expect(await asked('2026-10-05 09:35:59.999')).toBe(0);
    // the miss fell at 10:00
    expect(await asked('2026-10-05 10:00:00.001')).toBe(0);
  });
});
