import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Metrics } from '../http/index.js';
import { RoomWatch } from '../room-watch.js';
import { InstallationFigures } from './installation-figures.js';
import { ProcessFigures } from './process-figures.js';

// What `deploy/` asks of Prometheus is what the program tells, and every alert is explained.

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string };
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { groups } = parse(read('deploy/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('deploy/grafana/guichet.json')) as {
  panels: { id: number; title: string; targets: { expr: string; legendFormat: string }[] }[];
};
const operating = read('docs/operating.md');

/** Labels by the name of the figure, as the program registers them. */
async function told(): Promise<Map<string, string[]>> {
  const metrics = new Metrics();
  const none = {} as never;
  new InstallationFigures(metrics, none, none, none, none);
  new ProcessFigures(metrics, none, none, none, none, none);
  new RoomWatch(metrics, none, { onlyWhile: () => undefined } as never, '.');
  const found = new Map<string, string[]>();
  for (const metric of metrics.registry.getMetricsAsArray()) {
    const { name, type } = await metrics.registry.getSingleMetric(metric.name)!.get();
    const { labelNames = [] } = metrics.registry.getSingleMetric(name) as unknown as { labelNames?: string[] };
    for (const suffix of String(type) === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      found.set(name + suffix, [...labelNames, ...(suffix === '_bucket' ? ['le'] : [])]);
  }
  return found;
}

/** What Prometheus makes itself, or puts to each figure. */
const ITS_OWN = 'up';
const ITS_LABELS = ['job', 'instance'];

/** The words of an expression that are the names of figures, and the labels by which they are chosen. */
function named(expr: string): { names: string[]; labels: [string, string][] } {
  const words = expr.replaceAll(/"[^"]*"/g, '""');
  const names = [...words.matchAll(/\b((?:guichet|http|process|nodejs)_\w+|up)\b/g)].map(([, name]) => name!);
  const labels = [...words.matchAll(/\b(\w+)\{([^}]*)\}/g)].flatMap(([, name, chosen]) =>
    [...chosen!.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => [name!, label!] as [string, string]),
  );
  return { names, labels };
}

const asked = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

it.each(asked)('%s asks for figures that there are, by labels that they have', async (_title, expr) => {
  const known = await told();
  const { names, labels } = named(expr);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => name !== ITS_OWN && !known.has(name))).toEqual([]);
  expect(labels.filter(([name, label]) => ![...(known.get(name) ?? []), ...ITS_LABELS].includes(label))).toEqual([]);
});

it('every figure of ours is on the dashboard or watched by an alert', async () => {
  const used = new Set(asked.flatMap(([, expr]) => named(expr).names));
  const ours = [...(await told()).keys()].filter((name) => name.startsWith('guichet_'));
  expect(ours.length).toBeGreaterThan(15);
  expect(ours.filter((name) => !used.has(name))).toEqual([]);
});

it('what a legend names is a label that the figure keeps', () => {
  for (const { targets } of dashboard.panels)
    for (const { expr, legendFormat } of targets)
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        const by = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
        if (by.length > 0) expect(by).toContain(label);
      }
});

it('no two panels of the dashboard have one id, and none is empty', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(dashboard.panels.filter(({ targets }) => targets.length === 0)).toEqual([]);
});

describe('the alerts', () => {
  const chapter = /### Alerts\n([\s\S]*?)\n##/.exec(operating)?.[1] ?? '';
  const explained = [...chapter.matchAll(/^- \*\*`(\w+)`\*\*: (.+(?:\n {2}.+)*)/gm)];

  it('each have a name of their own, a severity and a sentence', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { labels, annotations } of rules) {
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).not.toBe('');
    }
  });

  it('are those that operating.md explains, with what to look at and what to do', () => {
    expect(explained.map(([, name]) => name)).toEqual(rules.map(({ alert }) => alert));
    for (const [, , text] of explained) expect(text).toMatch(/_Look_[\s\S]*_Do_/);
  });
});
