/** What was counted and compared, to be read by people. */
const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** @returns {string[]} lines */
export function lines({ data, units, report, frozen, compared, differences }) {
  const number = (verdict) => units.filter((unit) => unit.verdict === verdict).length;
  return [
    `${data.format}, made ${data.generatedAt}: ${data.figures.from} to ${data.figures.to}`,
    `${plural(units.length, 'unit')} of ${plural(data.agreements.length, 'agreement')}: ${number('met')} met, ${number('missed')} missed, ${number('excluded')} excluded, ${number('open')} open`,
    ...report.services.entries.flatMap(serviceLines),
    '',
    `${plural(frozen.length, 'published month')}: ${plural(compared.verdicts, 'verdict and line', 'verdicts and lines')} compared`,
    `${plural(compared.figures, 'figure')} compared`,
    ...(differences.length === 0 ? ['Everything agrees.'] : differenceLines(differences)),
  ];
}

function serviceLines(service) {
  const rows = [
    ...service.months.entries.map((entry) => [entry.month, entry]),
    ...service.quarters.entries.map((entry) => [entry.quarter, entry]),
    [`${service.rolling.from}..${service.rolling.to}`, service.rolling],
    [`${service.months.entries[0].month}..${service.months.entries.at(-1).month} asked`, service],
    ...service.institutions.entries.map((entry) => [entry.institution.code, entry]),
  ];
  const { budget } = service;
  return [
    '',
    `${service.service.code}, provided by ${service.leadProvider.code}`,
    `  ${''.padEnd(24)}${'SLA'.padEnd(44)}SLO`,
    ...rows.map(([name, { sla, slo }]) => `  ${name.padEnd(24)}${figure(sla).padEnd(44)}${figure(slo)}`.trimEnd()),
    `  budget ${budget.quarter}: ${budget.missed} of ${budget.allowed} misses used, ${budget.left} left; pace ${budget.pace.entries.map(paceText).join(', ')}`,
    `  open ${service.open}, returns ${service.returns}, late questions ${service.lateQuestions}`,
  ];
}

function figure({ text, percent, judgement, excluded }) {
  const left = excluded.entries.reduce((sum, { count }) => sum + count, 0);
  const share = percent === null ? '' : ` ${percent} % ${judgement}`;
  return `${text}${share}${left > 0 ? ` (+${left} excluded)` : ''}`;
}

function paceText({ days, burnRate, runsOutOn }) {
  return `${days} d ${burnRate ?? '-'}${runsOutOn ? ` out on ${runsOutOn}` : ''}`;
}

function differenceLines(differences) {
  return [
    `${plural(differences.length, 'difference')}:`,
    ...differences.map(
      ({ place, stated, counted }) => `  ${place}: stated ${shown(stated)}, counted ${shown(counted)}`,
    ),
  ];
}

/** One line a unit: what it is judged, from when, where it counts. */
export function unitLines(units) {
  return units.map(({ reference, verdict, at, month, counts, cause, reason }) => {
    const dated = at === null ? [] : [new Date(at).toISOString(), month, counts.toUpperCase()];
    return [reference, verdict, ...dated, cause ?? reason ?? ''].join('  ').trimEnd();
  });
}

function shown(value) {
  if (value === undefined) return 'nothing';
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written.length > 160 ? `${written.slice(0, 157)}...` : written;
}
