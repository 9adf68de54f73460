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

function frontMatter({ key, sharing, reviewOn, document }: ActionFile): string {
  const fields = {
    key,
    kind: document.kind,
    title: document.title,
    services: document.services,
    components: document.components,
    sharing,
    risk: document.risk,
    runBy: document.runBy,
    needsChange: document.needsChange,
    minutes: document.minutes,
    reviewOn,
    triggers: document.triggers,
    parameters: document.parameters.map(({ name, type, label, required, choices, min, max }) => ({
      ...{ name, type, label, required, choices, min, max },
    })),
    results: document.results.map(resultFields),
    recurrence: document.recurrence && recurrenceFields(document.recurrence),
    problems: document.problems,
    documents: document.documents.map(({ title, url }) => ({ title, url })),
  };
  // texts that a reader of YAML 1.1 would take for something else get quotation marks
  const yaml = new Document(spoken(fields), { version: '1.2', schema: 'core', compat: 'yaml-1.1' });
  lay(yaml.contents);
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const resultFields = ({ name, label, type, unit, atLeast, atMost, is }: ActionDocument['results'][number]) => ({
  ...{ name, label, type, unit, atLeast, atMost, is },
});

const recurrenceFields = ({ rule, time, move }: NonNullable<ActionDocument['recurrence']>) => ({ rule, time, move });

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
