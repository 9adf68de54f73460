import { Document, type Node, YAMLMap, YAMLSeq } from 'yaml';
import type { ActionDocument, Step } from '../../domain/action-document.js';
import type { ActionFile } from './action-file.js';
import { written } from './lines.js';
import { listOf } from './read-items.js';
import { branchLine, labelled } from './read-labels.js';

/**
 * An action as a file, always in the same form: its fields in one order, what is empty left out, the words of sections and
 * labels in French. What is read from it is what was written, whatever the texts look like.
 */
export function writeActionFile(file: ActionFile): string {
  const { document } = file;
  const sections = [
    written(document.summary, 'text'),
    ...section('Prérequis', document.prerequisites.length === 0 ? '' : listOf(document.prerequisites)),
    '## Étapes',
    ...document.steps.flatMap(stepParts),
    ...section('Vérification', written(document.verification, 'text')),
  ];
  const body = sections.filter((part) => part !== '').join('\n\n');
  return `---\n${frontMatter(file)}---\n\n${body}\n`;
}

const section = (name: string, text: string): string[] => (text === '' ? [] : [`## ${name}`, text]);

function stepParts({ id, title, do: what, expect, undo, branches }: Step): string[] {
  return [
    `### ${id}: ${title}`,
    written(what, 'steps'),
    ...(expect === null ? [] : [labelled('**Attendu :**', expect)]),
    ...(undo === null ? [] : [labelled('**Annuler :**', undo)]),
    ...branches.map(branchLine),
  ];
}

/** Short collections that are read better in one line. */
const inOneLine = new Set(['services', 'components', 'runBy', 'categories', 'label', 'choices', 'problems']);

/** Every order is said here: what comes from the database has its members in another. */
function frontMatter({ key, sharing, reviewOn, document }: ActionFile): string {
  const { kind, services, components, triggers, risk, runBy, needsChange, minutes, recurrence, problems } = document;
  const fields = {
    key,
    kind,
    title: words(document.title),
    services,
    components,
    sharing,
    risk,
    runBy,
    needsChange,
    minutes,
    reviewOn,
    triggers: { alerts: triggers.alerts.map(sorted), categories: triggers.categories, words: triggers.words },
    parameters: document.parameters.map(({ name, type, label, required, choices, min, max }) => ({
      ...{ name, type, label: words(label), required, choices, min, max },
    })),
    results: document.results.map(({ name, type, label, unit, atLeast, atMost, is }) => ({
      ...{ name, type, label: words(label), unit, atLeast, atMost, is },
    })),
    recurrence: recurrence && { rule: recurrence.rule, time: recurrence.time, move: recurrence.move },
    problems,
    documents: document.documents.map(({ title, url }) => ({ title, url })),
  };
  // texts that a reader of YAML 1.1 would take for something else get quotation marks
  const yaml = new Document(spoken(fields), { version: '1.2', schema: 'core', compat: 'yaml-1.1' });
  lay(yaml.contents);
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const words = ({ fr, en }: ActionDocument['title']) => ({ fr, en });

const sorted = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Without what says nothing: null, and collections that are empty. */
function spoken(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spoken);
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value)
    .map(([name, member]): [string, unknown] => [name, spoken(member)])
    .filter(([, member]) => member !== null && !isEmpty(member));
  return Object.fromEntries(said);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** `[a, b]`, beside `{ a: b }`: the form that formatters of YAML leave as it is. */
class TightSeq extends YAMLSeq {
  constructor({ items, schema }: YAMLSeq) {
    super(schema);
    this.items = items;
    this.flow = true;
  }

  override toString(...[ctx, ...rest]: Parameters<YAMLSeq['toString']>): string {
    return super.toString(ctx && { ...ctx, flowCollectionPadding: '' }, ...rest);
  }
}

function lay(node: Node | null): void {
  if (node instanceof YAMLSeq) for (const item of node.items) lay(item as Node);
  if (!(node instanceof YAMLMap)) return;
  for (const pair of node.items) {
    const { key, value } = pair as { key: { value: unknown }; value: Node | null };
    const name = String(key.value);
    if (inOneLine.has(name)) {
      if (value instanceof YAMLMap) value.flow = true;
      else if (value instanceof YAMLSeq) pair.value = new TightSeq(value);
    }
    if (value instanceof YAMLSeq && name === 'alerts') for (const item of value.items) (item as YAMLMap).flow = true;
    lay(value);
  }
}
