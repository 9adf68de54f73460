import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { tries } from '../../../../kernel/effort.spec-support.js';
import { saidDocument } from '../../document.spec-support.js';
import { checkDocument } from '../../domain/checking.js';
import { texts } from './action-file.spec-support.js';
import { readActionFile, readAnyFile } from './read-action-file.js';
import { writeActionFile } from './write-action-file.js';

const front = [
  '---',
  'key: a',
  'kind: recovery',
  'title: { fr: T }',
  'services: [OAE]',
  'risk: low',
  'runBy: [agent]',
  'minutes: 5',
  '---',
];
const body = ['', 'Pourquoi.', '', '## Étapes', '', '### un: Un', '', 'Faire.', ''];
const file = (changed: { front?: string[]; body?: string[] } = {}) =>
  [...(changed.front ?? front), ...(changed.body ?? body)].join('\n');
const found = (text: string) => readActionFile(text).errors.map(({ line, code }) => `${String(line)} ${code}`);
const step = (...lines: string[]) =>
  file({ body: ['## Étapes', '### un: Un', 'Faire.', '', ...lines, '', '### deux: Deux', 'Faire.'] });
const stepOf = (...lines: string[]) => readActionFile(step(...lines)).file?.document.steps[0];

describe('a file', () => {
  it('is an action', () => {
    expect(readActionFile(file())).toMatchObject({
      file: {
        key: 'a',
        sharing: 'internal',
        document: { minutes: 5, needsChange: false, summary: 'Pourquoi.', steps: [{ id: 'un', do: 'Faire.' }] },
      },
      warnings: [],
    });
  });

  it('looks as in the example of the documentation', () => {
    const page = readFileSync(new URL('../../../../../docs/actions-as-files.md', import.meta.url), 'utf8');
    const example = page.slice(page.indexOf('````markdown\n') + 13, page.indexOf('````\n\n## The front'));
    const { file: action, errors, warnings } = readActionFile(example);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(action && writeActionFile(action)).toBe(example);
  });

  it('comes back from whatever may be said of an action', () => {
    fc.assert(
      fc.property(texts, texts, texts, texts, (summary, what, expect_, when) => {
        const steps = [{ id: 'fin', title: 'Un', do: what, expect: expect_, branches: [{ when, to: 'deux' }] }];
        const said = { summary, prerequisites: [what], verification: expect_, parameters: [] };
        const last = { id: 'deux', title: 'Deux', do: when, undo: summary };
        const parameters = [{ name: 'database', type: 'text' }];
        const outcome = checkDocument(saidDocument({ ...said, parameters, steps: [...steps, last] }));
        if (!outcome.ok) {
          fc.pre(false);
          return;
        }
        const action = { key: 'a', sharing: 'users' as const, reviewOn: null, document: outcome.value };
        const read = readActionFile(writeActionFile(action));
        expect({ file: read.file, errors: read.errors }).toEqual({ file: action, errors: [] });
      }),
      { numRuns: tries(400) },
    );
  });

  it.each([
    ['without front matter', 'Bonjour\n', ['1 no_front_matter']],
    ['whose front matter has no end', '---\nkey: a\n', ['1 open_front_matter']],
    ['without steps', file({ body: ['Pourquoi.'] }), ['null no_steps', 'null too_few']],
    ['with another section', file({ body: [...body, '## Contexte', 'x'] }), ['19 unknown_section']],
    ['with a section twice', file({ body: [...body, '## Steps', '### a: A', 'x'] }), ['19 section_twice']],
    ['with a step that has no id', file({ body: ['## Étapes', '### Sans nom', 'x'] }), ['11 malformed_step']],
    ['with text before its steps', file({ body: ['## Étapes', 'x', '### a: A', 'x'] }), ['11 text_before_steps']],
    ['with code that has no end', file({ body: [...body, '```sh', 'rm'] }), ['19 open_code', '17 unclear_code']],
    ['with a branch that leads nowhere', step('**Si** rien → ailleurs'), ['14 step_unknown']],
    ['with a branch without an arrow', step('**Si** rien'), ['14 malformed_branch']],
    ['with a label twice', step('**Attendu :** a', '**Expect:** b'), ['15 label_twice']],
    ['with a label without a text', step('**Annuler :**'), ['14 empty_label']],
    ['with a script', file({ body: [...body, '<script>'] }), ['17 html']],
    ['with two fields of one name', file({ front: ['---', 'key: a', ...front.slice(1)] }), ['3 malformed_yaml']],
    ['with an anchor', file({ front: ['---', 'x: &a 1', ...front.slice(1)] }), ['2 unsupported_yaml']],
    ['with an alias', file({ front: ['---', 'x: *a', ...front.slice(1)] }), ['2 unsupported_yaml']],
    ['with a tag', file({ front: ['---', 'key: a', 'x: !!str a', '---'] }), ['3 unsupported_yaml']],
    [
      'with a merge',
      file({ front: [...front.slice(0, 3), '<<: { risk: low }', ...front.slice(3)] }),
      ['4 unknown_field'],
    ],
    ['with a directive', '---\n%YAML 1.1\n---\n', ['2 unsupported_yaml', 'null no_steps']],
    ['nested too deeply', file({ front: ['---', `x: ${'['.repeat(20)}`, ...front.slice(1)] }), ['2 too_deep']],
    ['of no mapping', file({ front: ['---', '- a', '---'] }), ['2 malformed_yaml']],
    ['with a number for a text', file({ front: front.map((line) => line.replace('fr: T', 'fr: 12')) }), ['4 not_text']],
    ['with a text for a number', file({ front: front.map((line) => line.replace(': 5', ': cinq')) }), ['8 not_number']],
    ['with a text for a list', file({ front: front.map((line) => line.replace('[OAE]', 'OAE')) }), ['5 not_list']],
    ['with a field nobody knows', file({ front: ['---', 'keys: a', ...front.slice(1)] }), ['2 unknown_field']],
    [
      'with a name every object has',
      file({ front: ['---', '__proto__: { a: b }', ...front.slice(1)] }),
      ['2 unknown_field'],
    ],
    ['of another kind', file({ front: front.map((line) => line.replace('recovery', 'wish')) }), ['3 unknown_value']],
    [
      'that lacks what it must say',
      '---\nkey: a\n---\n## Étapes\n### a: A\nx\n',
      ['null required', 'null required', 'null required', 'null required', 'null required', 'null required'],
    ],
    [
      'with a key that is none',
      file({ front: front.map((line) => line.replace('key: a', 'key: À la main')) }),
      ['2 malformed'],
    ],
  ])('%s is told so, with the line', (_, text, codes) => {
    expect(found(text)).toEqual(codes);
  });

  it('is refused as a whole when it is longer than any action', () => {
    expect(found('x'.repeat(1_000_001))).toEqual(['null file_too_large']);
    expect(found('\n'.repeat(20_001))).toEqual(['20000 too_many_lines']);
    expect(found(`---\nkey: ${'a'.repeat(70_000)}\n---\n`)).toEqual(['2 front_matter_too_long', 'null no_steps']);
    expect(
      found(
        file({
          body: ['## Étapes', ...Array.from({ length: 50 }, (_, n) => `### s${String(n)}: S\n${'x'.repeat(8000)}`)],
        }),
      ),
    ).toEqual(['null too_large']);
  });
});

describe('a step', () => {
  it('has its labels in French or English, with one paragraph, a list, code or a quotation', () => {
    expect(
      stepOf(
        '**Attendu :** une ligne',
        'de deux.',
        '',
        '**Annuler :**',
        '',
        '```sh',
        '## non',
        '',
        'rien',
        '```',
        '',
        '**Si** a',
        'b → c → fin.',
      ),
    ).toEqual({
      id: 'un',
      title: 'Un',
      do: 'Faire.',
      expect: 'une ligne\nde deux.',
      undo: '```sh\n## non\n\nrien\n```',
      branches: [{ when: 'a b → c', to: null }],
    });
    expect(
      stepOf(
        '**Expect:**',
        '',
        '> ## un',
        '>',
        '> **Si**',
        '',
        '**undo**: - a',
        '- b',
        '',
        '- c',
        '',
        '**If** x -> `deux`',
      ),
    ).toMatchObject({
      expect: '## un\n\n**Si**',
      undo: '- a\n- b\n\n- c',
      branches: [{ when: 'x', to: 'deux' }],
    });
  });

  it('goes on behind a label with a paragraph of its own, and says so', () => {
    const read = readActionFile(step('**Attendu :** une ligne', '', 'Puis attendre.'));
    expect(read.file?.document.steps[0]).toMatchObject({ do: 'Faire.\n\nPuis attendre.', expect: 'une ligne' });
    expect(read.warnings).toMatchObject([{ line: 16, code: 'paragraph_after_label' }]);
  });

  it('says what looks like a mark behind a backslash', () => {
    expect(stepOf('\\## Titre', '\\**Si** rien', '\\\\**Si** rien', '\\*pas* une marque')?.do).toBe(
      'Faire.\n\n## Titre\n**Si** rien\n\\**Si** rien\n\\*pas* une marque',
    );
  });
});

describe('a runbook without front matter', () => {
  const guess = (...lines: string[]) =>
    readAnyFile(lines.join('\n'), { name: 'Relancer Pod.md', kind: 'recovery', services: ['POD'] });

  it('has its numbered list as steps, and the rest as what it is about', () => {
    const {
      file: guessed,
      warnings,
      errors,
    } = guess(
      ...[
        '# Relancer `Pod` #',
        '',
        'Quand rien ne vient.',
        '',
        '## Prérequis',
        '',
        '- Un compte',
        '',
        '## Procédure',
        '',
        'À deux.',
        '',
      ],
      ...[
        '1. Regarder le journal.',
        '',
        '   ```sh',
        '   journalctl -u pod',
        '   ```',
        '2) **Relancer** sur',
        '   {{host}}',
        '',
        'Puis prévenir.',
        '',
      ],
      ...['## Vérification', '', 'La page vient.', '', '## Contacts', 'Nous.'],
    );
    expect(errors).toEqual([]);
    expect(guessed).toMatchObject({
      key: 'relancer-pod',
      document: {
        title: { fr: 'Relancer Pod' },
        summary: 'Quand rien ne vient.\n\n## Procédure\n\nÀ deux.\n\nPuis prévenir.\n\n## Contacts\n\nNous.',
        prerequisites: ['Un compte'],
        parameters: [{ name: 'host', type: 'text' }],
        steps: [
          { id: 'etape-1', title: 'Regarder le journal.', do: '```sh\njournalctl -u pod\n```' },
          { id: 'etape-2', title: 'Relancer sur {{host}}', do: '**Relancer** sur\n{{host}}' },
        ],
        verification: 'La page vient.',
      },
    });
    expect(warnings.map(({ line, code }) => `${String(line)} ${code}`)).toEqual([
      '1 guessed_title',
      '13 guessed_steps',
      'null guessed_fields',
      'null guessed_parameters',
    ]);
  });

  it('has its sections as steps where there is no list', () => {
    const { file: guessed } = guess(
      '# R',
      '## Symptômes',
      'Rien.',
      '## Regarder',
      'Le journal.',
      '## Relancer',
      'Le service.',
    );
    expect(guessed?.document).toMatchObject({
      summary: '## Symptômes\n\nRien.',
      steps: [
        { title: 'Regarder', do: 'Le journal.' },
        { title: 'Relancer', do: 'Le service.' },
      ],
    });
  });

  it('is one step where nothing looks like one', () => {
    const { file: guessed, warnings } = guess('Tout relancer.');
    expect(guessed?.document).toMatchObject({
      title: { fr: 'Relancer Pod' },
      summary: 'Tout relancer.',
      steps: [{ id: 'etape-1' }],
    });
    expect(warnings.map(({ code }) => code)).toContain('guessed_steps');
  });

  it('loses no word of what it says', () => {
    const parts = fc.constantFrom(
      '# A',
      '## Étapes',
      '## Un',
      '### Deux',
      '## Prérequis',
      '## Vérification',
      '- liste',
      '1. un',
      '2. deux',
      '   suite',
      '',
      '',
      'texte',
      '```',
      '> cité',
    );
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 14 }), (lines) => {
        const marked = lines.map((line, index) =>
          line === '' || line.startsWith('```') ? line : `${line} mot${String(index)}`,
        );
        const { file: guessed } = guess(...marked);
        fc.pre(guessed !== undefined);
        const said = JSON.stringify(guessed);
        for (const [word] of marked.join('\n').matchAll(/mot\d+/g)) expect(said).toMatch(new RegExp(`${word}\\b`));
      }),
      { numRuns: tries(400) },
    );
  });
});
