/**
 * What an action says: the content of one version, as it is kept, answered over HTTP and written to a file. Everything in it
 * is text for people: nothing of it is ever executed. Section 8 of the design.
 */
export interface ActionDocument {
  kind: ActionKind;
  title: { fr: string; en: string | null };
  /** What is seen, when to use it and when not to; Markdown, no HTML. */
  summary: string;
  /** Codes, in order, at least one. */
  services: string[];
  /** Codes of components of these services. */
  components: string[];
  triggers: Triggers;
  risk: Risk;
  /** Roles that may run it. */
  runBy: RunRole[];
  /** Whether a run opens a change, prefilled, before anything is done. */
  needsChange: boolean;
  /** How long it takes, expected: 1 to 1440. */
  minutes: number;
  prerequisites: string[];
  parameters: Parameter[];
  /** In order; a step may lead to a later one. */
  steps: Step[];
  /** What shows that it worked; Markdown. */
  verification: string;
  /** Of a control: what a run measures. */
  results: ResultField[];
  /** Of a preventive action or a control: what a plan of it begins with. */
  recurrence: Recurrence | null;
  /** References of problems and known errors, PRB-... */
  problems: string[];
  documents: { title: string; url: string }[];
}

export const actionKinds = ['recovery', 'control', 'corrective', 'preventive'] as const;
export type ActionKind = (typeof actionKinds)[number];
export const isActionKind = (text: string): text is ActionKind => actionKinds.some((kind) => kind === text);
export const risks = ['low', 'medium', 'high'] as const;
export type Risk = (typeof risks)[number];
export const runRoles = ['agent', 'spoc', 'engineer'] as const;
export type RunRole = (typeof runRoles)[number];
export const sharings = ['internal', 'holders', 'users'] as const;
/** Its own institution; whoever holds a function of a service of it; whoever has an agreement on one too. */
export type Sharing = (typeof sharings)[number];

export interface Triggers {
  /** Each a set of labels that an alert must all have. */
  alerts: Record<string, string>[];
  categories: string[];
  /** Words and phrases of the symptom, in either language. */
  words: string[];
}

export const parameterTypes = ['text', 'number', 'date', 'choice', 'host', 'identifier'] as const;

/** Filled in when a run begins; written `{{name}}` in steps. */
export interface Parameter {
  name: string;
  type: (typeof parameterTypes)[number];
  label: { fr: string; en: string | null };
  required: boolean;
  /** Of a choice. */
  choices: string[];
  /** Of a number. */
  min: number | null;
  max: number | null;
}

export interface Step {
  /** Unique in the version: [a-z][a-z0-9-]{0,39}. */
  id: string;
  title: string;
  /** What to do; Markdown. */
  do: string;
  /** What is to be seen then. */
  expect: string | null;
  undo: string | null;
  /** What else may be seen, and where it leads: the id of a later step, or the end (null). */
  branches: { when: string; to: string | null }[];
}

/** A figure or a yes or no that a control finds, and what of it is good. */
export interface ResultField {
  name: string;
  label: { fr: string; en: string | null };
  type: 'number' | 'boolean';
  unit: string | null;
  atLeast: number | null;
  atMost: number | null;
  /** Of a yes or no: the good one. */
  is: boolean | null;
}

export interface Recurrence {
  /** RFC 5545, at most daily. */
  rule: string;
  /** Local time of the plan's site, HH:MM. */
  time: string;
  /** To a working day. */
  move: 'none' | 'next' | 'previous';
}
