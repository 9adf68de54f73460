import { agreement, escalated, escalation, judged, office, ticket, until22, verdict, version } from './export.js';

// "local" is the wall clock of Paris, two hours ahead of UTC
describe('what was known when, counted again', () => {
  describe('a holiday on Tuesday the 6th that a second version brings', () => {
    // Monday 17:00 local, one hour; due on Tuesday at 11:00 local, or with the holiday on Wednesday
    const facts = escalated('2026-10-05 15:00', 'P1');
    const recordedAt = (recorded: string) =>
      agreement(
        version(),
        version({
          number: 2,
          effectiveFrom: '2026-10-05T22:00:00.000Z',
          recordedAt: recorded,
          hours: { ...office, holidays: [{ date: '2026-10-06', name: 'Bridge' }] },
        }),
      );

    it('moves an open run', async () => {
      const under = recordedAt('2026-10-06T08:59:00.000Z');
      expect(await verdict(facts, { under })).toBe('missed 2026-10-07T09:00Z');
    });

    it('leaves a run that is decided, met or missed', async () => {
      const under = recordedAt('2026-10-06T09:00:00.001Z');
      expect(await verdict(facts, { under })).toBe('missed 2026-10-06T09:00Z');
      const met = [...facts, escalation('2026-10-06 09:00', 'delivered')];
      expect(await verdict(met, { under })).toBe('met 2026-10-06T09:00Z');
    });
  });

  it('recorded afterwards with longer hours in the past is missed at the recording', async () => {
    const facts = [...escalated('2026-10-05 15:00', 'P1'), ticket('2026-10-05 19:30', 'waiting', 'requester')];
    const under = agreement(
      version(),
      version({
        number: 2,
        effectiveFrom: '2026-10-01T00:00:00.000Z',
        recordedAt: '2026-10-07T10:00:00.000Z',
        hours: until22,
      }),
    );
    // 17:00 to 21:00 local are the four hours, half an hour before the pause
    expect(await verdict(facts, { under, now: '2026-10-07 09:59' })).toBe('open');
    expect(await verdict(facts, { under })).toBe('missed 2026-10-07T10:00Z recorded');
    // what was recorded is known at its instant: delivered just then it is too late already
    const delivered = [...facts, escalation('2026-10-07 10:00', 'delivered')];
    expect(await verdict(delivered, { under })).toBe('missed 2026-10-07T10:00Z recorded');
  });

  it('a target recorded later holds where its effect lies before the beginning, and only there', async () => {
    const shorter = { incident: { P1: { response: 60, resolution: 120 } } };
    const effective = (effectiveFrom: string) =>
      agreement(
        version(),
        version({ number: 2, effectiveFrom, recordedAt: '2026-10-05T07:00:00.000Z', targets: shorter }),
      );
    const facts = escalated('2026-10-05 06:00', 'P1');
    expect(await verdict(facts, { under: effective('2026-10-05T05:59:59.999Z') })).toBe('missed 2026-10-05T08:00Z');
    expect(await verdict(facts, { under: effective('2026-10-05T06:00:00.001Z') })).toBe('missed 2026-10-05T10:00Z');
  });

  it('an agreement that was signed late promises from its recording on', async () => {
    const under = agreement(
      version({ effectiveFrom: '2026-10-01T00:00:00.000Z', recordedAt: '2026-10-05T09:00:00.000Z' }),
    );
    const facts = escalated('2026-10-05 06:00', 'P1');
    expect(await verdict(facts, { under, now: '2026-10-05 08:00' })).toBe('excluded no_target 2026-10-05T06:00Z');
    expect(await verdict(facts, { under })).toBe('missed 2026-10-05T10:00Z');
  });

  it('pauses in what the terms name, at each instant', async () => {
    const under = agreement(
      version(),
      version({
        number: 2,
        effectiveFrom: '2026-10-05T08:00:00.000Z',
        recordedAt: '2026-01-02T00:00:00.000Z',
        alsoPauses: ['third_party'],
      }),
    );
    const facts = [
      ...escalated('2026-10-05 06:00', 'P1'),
      escalation('2026-10-05 07:00', 'waiting', { cause: 'third_party' }),
      escalation('2026-10-06 06:00', 'accepted'),
    ];
    // 8:00 to 10:00 local counted, though it waited; then the terms paused it; two hours of Tuesday
    expect(await verdict(facts, { under })).toBe('missed 2026-10-06T08:00Z');
    expect(await verdict(facts)).toBe('missed 2026-10-05T10:00Z');
  });

  it('counts for the SLO while it is a pilot, for the SLA once it binds', async () => {
    const binds = (recordedAt: string) =>
      agreement(
        version({ binding: false }),
        version({ number: 2, effectiveFrom: '2026-10-05T22:00:00.000Z', recordedAt }),
      );
    const early = binds('2026-09-01T00:00:00.000Z');
    expect(await judged(escalated('2026-10-05 06:00', 'P1'), { under: early })).toMatchObject({ counts: 'slo' });
    expect(await judged(escalated('2026-10-06 06:00', 'P1'), { under: early })).toMatchObject({ counts: 'sla' });
    const late = binds('2026-10-07T00:00:00.000Z');
    expect(await judged(escalated('2026-10-06 06:00', 'P1'), { under: late })).toMatchObject({ counts: 'slo' });
  });
});
