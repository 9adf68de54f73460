import type { ActionKind, Parameter, Step } from '../../domain/action-document.js';
import { keyOf } from '../../domain/keys.js';
import type { ActionFile, Findings } from './action-file.js';
import { numberedIn, type Item } from './numbered.js';
import { scan, withoutBlankEnds, type Line } from './lines.js';
import { plain } from './read-body.js';
import { readItems } from './read-items.js';

/*
 * A runbook that somebody wrote without thinking of this program: Markdown without front matter. What it says of an action is
 * guessed, comes in as a draft, and each guess is told. Nothing of the text is left out: what is no step stands in the summary.
 */

export interface RunbookWish {
  /** Of the file, with its ending. */
  name: string;
  kind: ActionKind;
  services: readonly string[];
}

interface Section {
  heading: string;
  line: number;
  lines: Line[];
}

const HEADING = /^(#{1,6})[ \t]+(.*)$/;
const LONGEST_TITLE = 120;
const USUAL_MINUTES = 30;

const words = {
  prerequisites: ['prerequis', 'pre requis', 'prerequisites', 'requirements', 'avant de commencer', 'before you begin'],
  verification: ['verification', 'verifications', 'verify', 'verifier', 'validation', 'controle', 'checks'],
  steps: [
    'etapes',
    'steps',
    'procedure',
    'mode operatoire',
    'marche a suivre',
    'resolution',
    'actions',
    'instructions',
    'remediation',
  ],
  summary: [
    ...[
      'symptomes',
      'symptome',
      'symptoms',
      'contexte',
      'context',
      'description',
      'cause',
      'causes',
      'impact',
      'objet',
    ],
    ...['introduction', 'resume', 'summary', 'overview', 'quand', 'when', 'references', 'liens', 'links', 'contacts'],
    ...['escalade', 'escalation', 'notes', 'historique', 'changelog', 'alerte', 'alert', 'diagnostic', 'meaning'],
  ],
} as const;

const isCalled = (section: Section, what: keyof typeof words): boolean =>
  (words[what] as readonly string[]).includes(plain(section.heading));

export function readPlainRunbook(text: string, { name, kind, services }: RunbookWish, findings: Findings): ActionFile {
  const lines = scan(text.split('\n'), 1, () => undefined);
  const base = name.replace(/\.(?:md|markdown)$/i, '');
  const { title, preamble, sections } = outline(lines);
  const guess = (line: number | null, code: string, message: string) => {
    findings.warning(line, code, message);
  };
  guess(
    title?.number ?? null,
    'guessed_title',
    title ? 'Its first heading is the title.' : 'The name of the file is the title.',
  );
  const { steps, rest } = stepsOf(preamble, sections, guess);
  const take = (what: 'prerequisites' | 'verification') => {
    const found = rest.find((section) => isCalled(section, what));
    if (!found) return [];
    rest.splice(rest.indexOf(found), 1);
    findings.stands(`/${what}`, found.line);
    return found.lines;
  };
  const prerequisites = readItems(take('prerequisites'), '/prerequisites', findings);
  const verification = joined(take('verification'));
  const before = joined(preamble.filter((line) => line !== title));
  const named = title ? (HEADING.exec(title.text)?.[2] ?? '') : base;
  // a title that is cut is said in full too
  const summary = [
    titleIn(named).endsWith('…') ? named.trim() : '',
    before,
    ...rest.map(({ heading, lines: inside }) => `## ${heading}\n\n${joined(inside)}`.trim()),
  ];
  steps.forEach(({ line }, index) => {
    findings.stands(`/steps/${String(index)}`, line);
  });
  findings.stands('/summary', 1);
  guess(
    null,
    'guessed_fields',
    `Risk medium, run by engineers, ${String(USUAL_MINUTES)} minutes, kept internal: say how it is.`,
  );
  if (verification === '') guess(null, 'no_verification', 'Nothing says how to see that it worked.');
  return {
    key: keyOf(base),
    sharing: 'internal',
    reviewOn: null,
    document: {
      kind,
      title: {
        fr: titleIn(named) || base.slice(0, LONGEST_TITLE),
        en: null,
      },
      summary: summary.filter((part) => part !== '').join('\n\n'),
      services: [...services],
      components: [],
      triggers: { alerts: [], categories: [], words: [] },
      risk: 'medium',
      runBy: ['engineer'],
      needsChange: false,
      minutes: USUAL_MINUTES,
      prerequisites,
      parameters: parametersIn(text, guess),
      steps: steps.map(({ title: name, do: what, expect, undo, branches }, index) => ({
        ...{ id: `etape-${String(index + 1)}`, title: name, do: what, expect, undo, branches },
      })),
      verification,
      results: [],
      recurrence: null,
      problems: [],
      documents: [],
    },
  };
}

type Found = Omit<Step, 'id'> & { line: number };
type Guess = (line: number | null, code: string, message: string) => void;

function outline(lines: readonly Line[]): { title: Line | undefined; preamble: Line[]; sections: Section[] } {
  const title = lines.find(({ text, isCode }) => !isCode && HEADING.test(text));
  const preamble: Line[] = [];
  const sections: Section[] = [];
  let into = preamble;
  for (const line of lines) {
    const [, marks, heading = ''] = line.isCode || line === title ? [] : (HEADING.exec(line.text) ?? []);
    if (marks?.length === 2) {
      into = [];
      sections.push({ heading: heading.trim(), line: line.number, lines: into });
    } else into.push(line);
  }
  return { title, preamble, sections };
}

/** From the section that is called so, from the one numbered list there is, from the sections, or all of it as one step. */
function stepsOf(preamble: Line[], sections: readonly Section[], guess: Guess): { steps: Found[]; rest: Section[] } {
  const open = sections.filter(
    (section) =>
      !isCalled(section, 'prerequisites') && !isCalled(section, 'verification') && !isCalled(section, 'summary'),
  );
  const called = open.find((section) => isCalled(section, 'steps'));
  const listed = open.filter(({ lines }) => numberedIn(lines).items.length > 0);
  const own = called ?? (listed.length === 1 ? listed[0] : undefined);
  if (own) {
    const { items, rest } = numberedIn(own.lines);
    if (items.length > 0) {
      guess(
        items[0]?.line ?? null,
        'guessed_steps',
        `The items of its numbered list are the steps: ${String(items.length)}.`,
      );
      const left = { ...own, lines: rest };
      const others = sections.map((section) => (section === own ? left : section));
      return {
        steps: items.map(toStep),
        rest: others.filter((one) => one !== left || own !== called || joined(rest) !== ''),
      };
    }
    guess(own.line, 'guessed_steps', 'This section is the one step.');
    return { steps: [sectionStep(own)], rest: sections.filter((section) => section !== own) };
  }
  const before = numberedIn(preamble);
  if (before.items.length > 0 && open.length === 0) {
    guess(
      before.items[0]?.line ?? null,
      'guessed_steps',
      `The items of its numbered list are the steps: ${String(before.items.length)}.`,
    );
    preamble.splice(0, preamble.length, ...before.rest);
    return { steps: before.items.map(toStep), rest: [...sections] };
  }
  if (open.length > 0) {
    const opened = new Set(open);
    guess(open[0]?.line ?? null, 'guessed_steps', `Its sections are the steps: ${String(open.length)}.`);
    return { steps: open.map(sectionStep), rest: sections.filter((section) => !opened.has(section)) };
  }
  guess(null, 'guessed_steps', 'No steps were found: there is one, to be written anew.');
  const what = 'Suivre ce que dit la description.';
  return {
    steps: [{ title: 'Suivre la description', do: what, expect: null, undo: null, branches: [], line: 1 }],
    rest: [...sections],
  };
}

function toStep({ line, first, text, below }: Item): Found {
  const title = titleIn(first);
  const isWhole = title !== '' && !title.endsWith('…');
  const what = isWhole && below !== '' ? below : text;
  return { line, title: title || 'Étape', do: what, expect: null, undo: null, branches: [] };
}

function sectionStep({ heading, line, lines }: Section): Found {
  const title = titleIn(heading) || 'Étape';
  const text = [title.endsWith('…') ? heading : '', joined(lines)].filter((part) => part !== '').join('\n\n');
  return { line, title, do: text || title, expect: null, undo: null, branches: [] };
}

/** One line, without the marks of Markdown that do nothing in a title. */
function titleIn(text: string): string {
  const bare = text
    .slice(0, 10 * LONGEST_TITLE)
    .replace(/[*`]|[ \t]#+[ \t]*$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (bare.length <= LONGEST_TITLE) return bare;
  const cut = bare.slice(0, LONGEST_TITLE);
  return `${cut.slice(0, cut.lastIndexOf(' ') > 0 ? cut.lastIndexOf(' ') : LONGEST_TITLE)}…`;
}

const joined = (lines: readonly Line[]): string => withoutBlankEnds(lines.map(({ text }) => text)).join('\n');

/** What stands between two braces, as a parameter does. */
function parametersIn(text: string, guess: Guess): Parameter[] {
  const names = new Set([...text.matchAll(/\{\{([a-z][a-zA-Z0-9]{0,39})\}\}/g)].map(([, name = '']) => name));
  const found = [...names].slice(0, 20);
  if (found.length > 0) guess(null, 'guessed_parameters', `Between braces stand parameters: ${found.join(', ')}.`);
  return found.map((name) => ({
    name,
    type: 'text',
    label: { fr: name, en: null },
    required: true,
    choices: [],
    min: null,
    max: null,
  }));
}
