import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));

/** What a copy of the project needs so that its tests run there. */
const folders = ['src', 'test', 'migrations', 'catalogue', 'scripts', 'docs', 'deploy', 'dist'];
const files = /\.(json|mjs|cjs|js|sql|md|yml)$|^(LICENSE|Dockerfile)$/;

/**
 * A copy of the project in which each site can be broken while the program runs: what it answers goes by a switch
 * (switch.mjs), which the environment of a test sets (environment.mjs). So one build tries them all. Sources and what was
 * compiled of them are changed alike: some tests read the one, some the other.
 */
export function copyWithSwitches(root, to, sites) {
  for (const folder of folders) cpSync(join(root, folder), join(to, folder), { recursive: true });
  for (const file of readdirSync(root).filter((name) => files.test(name))) cpSync(join(root, file), join(to, file));
  symlinkSync(realpathSync(join(root, 'node_modules')), join(to, 'node_modules'));
  mkdirSync(join(to, 'guards'));
  const environment = readFileSync(join(here, 'environment.mjs'), 'utf8');
  writeFileSync(join(to, 'guards', 'node.mjs'), environment);
  const ours = "import TestEnvironment from '../test/support/environment.mjs';";
  writeFileSync(join(to, 'guards', 'journeys.mjs'), environment.replace(/^import \{ TestEnvironment \}.*$/m, ours));
  for (const place of ['src', 'dist/src'])
    cpSync(join(here, 'switch.mjs'), join(to, place, place === 'src' ? 'guards-switch.ts' : 'guards-switch.js'));

  const edits = new Map();
  const editIn = (file, added) => edits.set(file, [...(edits.get(file) ?? []), ...added]);
  for (const site of sites) editIn(site.file, editsFor(site));
  for (const [file, sought, text] of everywhere) editIn(file, [replacing(root, file, sought, text)]);
  for (const [file, ofFile] of edits) {
    if (ofFile.length === 0) continue;
    const before = readFileSync(join(root, file), 'utf8');
    write(
      to,
      file,
      edited(before, ofFile),
      sites.filter((site) => site.file === file),
    );
  }
}

/** Where all routes, and all statements, come by. */
const everywhere = [
  [
    'src/modules/identity/authentication.guard.ts',
    'requirePermission(actor, permission);',
    '$guard.attempt(`${context.getClass().name}.${context.getHandler().name}`, requirePermission, [actor, permission]);',
  ],
  [
    'src/database/unit-of-work.ts',
    '(text: string, values: readonly unknown[], prepared = true) =>\n    client.query(',
    '(said: string, values: readonly unknown[], prepared = true, text = $guard.statement(said)) =>\n    client.query(',
  ],
];

function replacing(root, file, sought, text) {
  const at = readFileSync(join(root, file), 'utf8').indexOf(sought);
  if (at === -1) throw new Error(`${file} does not read as expected any more: see scripts/guards/break.mjs`);
  return { at, text, replaces: sought.length, order: 0 };
}

function editsFor({ direction, id, start, end, node }) {
  if (direction === 'route') return [];
  if (direction === 'sql')
    return [
      { at: start, text: `/*g${id}(*/`, order: 0 },
      { at: end, text: `/*)g${id}*/`, order: 0 },
    ];
  if (direction === 'attempt') {
    const open = node.getSourceFile().text.indexOf('(', node.expression.end);
    return [
      { at: start, text: `$guard.attempt('${id}', `, order: 0 },
      { at: open, text: ', [', replaces: 1, order: 0 },
      { at: end - 1, text: '])', replaces: 1, order: 0 },
    ];
  }
  return [
    { at: start, text: `$guard.${direction}('${id}', (`, order: start - end },
    { at: end, text: '))', order: end - start, isEnd: true },
  ];
}

function edited(before, edits) {
  // from the end on; of those that begin at one place the inner is put down first, of those that end there the outer
  const ordered = edits.toSorted(
    (a, b) => b.at - a.at || Number(a.isEnd ?? false) - Number(b.isEnd ?? false) || b.order - a.order,
  );
  let text = before;
  for (const { at, text: added, replaces = 0 } of ordered) text = text.slice(0, at) + added + text.slice(at + replaces);
  return text;
}

function write(to, file, text, sites) {
  // imports are done first wherever they stand: at the end no line moves
  const path = relative(dirname(file), 'src/guards-switch.js');
  const switched = `import { $guard } from '${path.startsWith('.') ? path : `./${path}`}';\n`;
  writeFileSync(join(to, file), `${text}\n${switched}`);
  const compiled = join(to, 'dist', file.replace(/\.ts$/, '.js'));
  const js = file.endsWith('.controller.ts')
    ? inCompiled(readFileSync(compiled, 'utf8'), sites)
    : ts.transpileModule(text, { fileName: file, compilerOptions, reportDiagnostics: true });
  const [flaw] = js.diagnostics ?? [];
  if (flaw)
    throw new Error(`${file} is no program any more: ${ts.flattenDiagnosticMessageText(flaw.messageText, ' ')}`);
  writeFileSync(compiled, `${js.outputText}\n${switched}`);
}

/** Of a controller the compiler writes down what its routes answer, for which it looks at other files: it stays as it is. */
function inCompiled(before, sites) {
  let text = before;
  for (const site of sites.filter(({ direction }) => direction !== 'route')) {
    const at = text.indexOf(site.text);
    if (at === -1 || text.includes(site.text, at + 1))
      throw new Error(`not found once in what was compiled: ${site.name}`);
    const moved = at - site.start;
    const node = { expression: { end: site.node.expression?.end + moved }, getSourceFile: () => ({ text }) };
    text = edited(text, editsFor({ ...site, node, start: at, end: at + site.text.length }));
  }
  return { outputText: text };
}

const { config } = ts.readConfigFile(join(here, '..', '..', 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
const compilerOptions = {
  ...options,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  sourceMap: false,
};
