import { escalated, escalation, exportOf, iso, ticket, unit } from './export.js';

/**
 * October, counted by hand: 19 units met and one missed on Monday the 5th, one recalled that day, one open since the
 * 30th. The export is made at the local midnight that ends October; the month was published then too, and afterwards
 * nothing changed.
 */
export function aMonth(): any {
  const met = Array.from({ length: 19 }, (_, i) =>
    unit(
      [
        ...escalated('2026-10-05 06:00', 'P1'),
        escalation('2026-10-05 06:30', 'accepted'),
        escalation('2026-10-05 07:00', 'delivered'),
      ],
      { reference: reference(i + 1) },
    ),
  );
  const missed = unit(
    [
      ...escalated('2026-10-05 06:00', 'P1'),
      escalation('2026-10-05 09:48', 'waiting', { cause: 'spoc' }),
      escalation('2026-10-05 09:50', 'accepted'),
      escalation('2026-10-05 11:00', 'delivered'),
    ],
    { reference: reference(20) },
  );
  const recalled = unit([...escalated('2026-10-05 06:00', 'P1'), escalation('2026-10-05 07:00', 'recalled')], {
    reference: reference(21),
  });
  const open = unit([...escalated('2026-10-30 15:00', 'P3'), ticket('2026-10-30 16:00', 'waiting', 'requester')], {
    reference: reference(22),
  });
  const at = iso('2026-10-31 23:00');
  const data = exportOf([...met, missed, recalled, open], {
    generatedAt: at,
    months: [
      {
        agreementId: 'a1',
        month: '2026-10',
        publishedAt: at,
        verdicts: {
          ...Object.fromEntries(met.map((one) => [one.reference, 'met'])),
          [reference(20)]: 'missed',
          [reference(21)]: 'excluded',
        },
        corrections: [],
      },
    ],
    figures: figures(at),
  });
  // no part is shared: a test may change any of it
  return JSON.parse(JSON.stringify(data));
}

const reference = (n: number): string => `ULCO-2026-${String(n).padStart(5, '0')}`;

function figures(at: string): any {
  const count = { met: 19, missed: 1, total: 20, percent: 95 };
  const sla = {
    ...count,
    text: '19 of 20',
    judgement: 'held',
    response: { met: 19, missed: 1 },
    excluded: [{ reason: 'recalled', count: 1 }],
  };
  const nothing = { met: 0, missed: 0, total: 0, percent: null };
  const slo = {
    ...nothing,
    text: '0 of 0',
    judgement: 'not_judged',
    response: { met: 0, missed: 0 },
    excluded: [],
  };
  // 61 days are left of the quarter, as the wall clock changes no more: at this pace the budget lasts to its very end
  const pace = { total: 20, missed: 1, burnRate: 1, runsOutOn: null };
  const service = {
    service: { code: 'OAE', name: 'Exams' },
    leadProvider: { code: 'ULILLE', name: 'Lille' },
    sla,
    slo,
    months: [
      {
        month: '2026-10',
        sla,
        slo,
        published: [{ agreementId: 'a1', at, sla: count, slo: nothing }],
        corrections: [],
      },
    ],
    quarters: [{ quarter: '2026-Q4', sla, slo }],
    rolling: { from: '2025-11', to: '2026-10', sla, slo },
    budget: {
      quarter: '2026-Q4',
      total: 20,
      missed: 1,
      allowed: 1,
      left: 0,
      pace: [
        { days: 7, total: 0, missed: 0, burnRate: null, runsOutOn: null },
        { days: 30, ...pace },
        { days: 90, ...pace },
      ],
    },
    institutions: [{ agreementId: 'a1', institution: { code: 'ULCO', name: 'Littoral' }, sla, slo }],
    // 19 x 1 h, and the missed one 3:48 and from 11:50 local on 0:12
    holders: [{ institution: 'ULILLE', units: 20, missed: 1, consumedMs: 23 * 3_600_000 }],
    lateQuestions: 1,
    returns: 0,
    open: 1,
  };
  return { from: '2026-10', to: '2026-10', at, services: [service] };
}
