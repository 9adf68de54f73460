import type { Step } from '../../domain/action-document.js';
import type { Findings } from './action-file.js';
import { isBlank, isSection, isStep, scan, textOf, type Line } from './lines.js';
import { readStepBody } from './read-labels.js';
import { readItems } from './read-items.js';

/** What stands behind the front matter. */
export interface Body {
  summary: string;
  prerequisites: string[];
  steps: Step[];
  verification: string;
}

type SectionName = 'prerequisites' | 'steps' | 'verification';

const names: ReadonlyMap<string, SectionName> = new Map([
  ['prerequis', 'prerequisites'],
  ['prerequisites', 'prerequisites'],
  ['etapes', 'steps'],
  ['steps', 'steps'],
  ['verification', 'verification'],
]);

interface Section {
  name: SectionName;
  line: number;
  lines: Line[];
}

/** Headings of steps: an id, a colon, a title. */
const HEADING = /^###[ \t]+([^\s:]{1,100})[ \t\u00a0\u202f]*:[ \t]*(.*)$/;

/** `first`: the number of the first of these lines in the file. */
export function readBody(texts: readonly string[], first: number, findings: Findings): Body {
  const lines = scan(texts, first, (line) => {
    findings.error(line, 'open_code', 'This block of code has no end.');
  });
  const { summary, sections } = split(lines, findings);
  const begun = summary.find(({ text }) => !isBlank(text));
  if (begun) findings.stands('/summary', begun.number);
  const body: Body = { summary: textOf(summary, 'text'), prerequisites: [], steps: [], verification: '' };
  for (const { name, line, lines: inside } of sections) {
    findings.stands(`/${name}`, line);
    if (name === 'verification') body.verification = textOf(inside, 'text');
    else if (name === 'steps') body.steps = readSteps(inside, findings);
    else body.prerequisites = readItems(inside, '/prerequisites', findings);
  }
  if (!sections.some(({ name }) => name === 'steps'))
    findings.error(null, 'no_steps', 'There is no section "## Étapes".');
  return body;
}

function split(lines: readonly Line[], findings: Findings): { summary: Line[]; sections: Section[] } {
  const summary: Line[] = [];
  const sections: Section[] = [];
  let into = summary;
  for (const line of lines) {
    if (line.isCode || !isSection(line.text)) {
      into.push(line);
      continue;
    }
    into = [];
    const name = names.get(plain(line.text.slice(2)));
    if (name === undefined)
      findings.error(
        line.number,
        'unknown_section',
        'The sections are Prérequis, Étapes and Vérification. In a text, a heading of this level is written \\##.',
      );
    else if (sections.some((other) => other.name === name))
      findings.error(line.number, 'section_twice', 'This section is there twice.');
    else sections.push({ name, line: line.number, lines: into });
  }
  return { summary, sections };
}

/** A heading without accents, capitals and what stands around it. */
export const plain = (heading: string): string =>
  heading
    .slice(0, 200)
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

function readSteps(lines: readonly Line[], findings: Findings): Step[] {
  const begins = lines.flatMap((line, index) => (!line.isCode && isStep(line.text) ? [index] : []));
  const before = lines.slice(0, begins[0] ?? lines.length).find(({ text }) => !isBlank(text));
  if (before) findings.error(before.number, 'text_before_steps', 'Steps begin with ### id: title.');
  return begins.flatMap((at, index): Step[] => {
    const heading = lines[at];
    if (!heading) return [];
    const pointer = `/steps/${String(index)}`;
    findings.stands(pointer, heading.number);
    const body = readStepBody(lines.slice(at + 1, begins[index + 1]), pointer, findings);
    const [, id, title = ''] = HEADING.exec(heading.text) ?? [];
    if (id === undefined || title.trim() === '') {
      findings.error(heading.number, 'malformed_step', 'The heading of a step is written ### id: title.');
      return [];
    }
    return [{ id, title: title.trim(), ...body }];
  });
}
