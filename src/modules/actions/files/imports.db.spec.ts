import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../database/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { ActionsService } from '../actions.service.js';
import { saidDocument } from '../document.spec-support.js';
import { ActionStandingService } from '../action-standing.service.js';
import { checkDocument } from '../domain/checking.js';
import { writeActionFile } from './domain/write-action-file.js';
import { ActionExportsService } from './exports.service.js';
import { ActionFilesModule } from './files.module.js';
import { ActionImportsService, type ImportedFile, type ImportWish } from './imports.service.js';
import type { SourceFile } from './spool.js';

let office: Office;
let engineer: Actor;
let manager: Actor;
let imports: ActionImportsService;
let exports: ActionExportsService;
let actions: ActionsService;

beforeAll(async () => {
  office = await openOffice(ActionFilesModule);
  imports = office.app.get(ActionImportsService);
  exports = office.app.get(ActionExportsService);
  actions = office.app.get(ActionsService);
  engineer = await office.cast.actor('engineer.fun');
  manager = await office.cast.actor('manager.fun');
});
afterAll(() => office.close());

function fileOf(key: string, more: object = {}): string {
  const outcome = checkDocument(saidDocument(more));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return writeActionFile({ key, sharing: 'internal', reviewOn: null, document: outcome.value });
}

async function* sources(files: Record<string, string | Buffer>): AsyncGenerator<SourceFile> {
  for (const [name, text] of Object.entries(files)) yield await Promise.resolve({ name, content: Buffer.from(text) });
}

const take = (files: Record<string, string | Buffer>, wish: Partial<ImportWish> = {}, who = engineer) =>
  imports.import(who, { isDryRun: false, ...wish }, sources(files));
const outcomes = (items: readonly ImportedFile[]) => items.map(({ key, outcome }) => `${String(key)} ${outcome}`);

/** How many rows there are of everything. */
async function counts(): Promise<Record<string, number>> {
  const { rows: tables } = await office.admin.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await office.admin.query<{ n: number }>(`select count(*)::integer as n from "${name}"`);
    found[name] = rows[0]?.n ?? 0;
  }
  return found;
}

describe('files of actions', () => {
  it('become drafts, are left alone when they say the same, and edit what is there', async () => {
    expect(outcomes(await take({ 'a.md': fileOf('first'), 'b.md': fileOf('second') }))).toEqual([
      'first created',
      'second created',
    ]);
    const again = await take({ 'a.md': fileOf('first'), 'b.md': fileOf('second', { minutes: 45 }) });
    expect(outcomes(again)).toEqual(['first unchanged', 'second changed']);
    const { text } = await exports.one(engineer, again[1]!.reference!, false);
    expect(text).toBe(fileOf('second', { minutes: 45 }));
  });

  it('are refused one by one, with their lines, and the others come in', async () => {
    const items = await take({
      'good.md': fileOf('good'),
      'loop.md': fileOf('loop').replace('→ attendre', '→ voir'),
      'script.md': fileOf('script').replace('Rien.', 'Rien. <script>alert(1)</script>'),
      'elsewhere.md': fileOf('elsewhere').replace('[FUNCAMPUS]', '[NOWHERE]'),
      'latin.md': Buffer.from([0xe9, 0x0a]),
      'notes.txt': 'du texte',
      'twice.md': fileOf('good', { minutes: 5 }),
      'last.md': fileOf('last'),
    });
    expect(outcomes(items)).toEqual([
      'good created',
      'null refused',
      'null refused',
      'elsewhere refused',
      'null refused',
      'null refused',
      'good refused',
      'last created',
    ]);
    const lines = items.map(({ errors }) => errors.map(({ line, code }) => `${String(line)} ${code}`));
    const at = (key: string, what: string) =>
      String(
        fileOf(key)
          .split('\n')
          .findIndex((line) => line.includes(what)) + 1,
      );
    expect(lines).toEqual([
      [],
      [`${at('loop', '→ attendre')} step_loop`],
      [`${at('script', 'Rien.')} html`],
      [`${at('elsewhere', 'FUNCAMPUS')} unknown_service`],
      ['null not_utf8'],
      ['null not_markdown'],
      ['null key_twice'],
      [],
    ]);
  });

  it('are tried without anything being written', async () => {
    await take({ 'there.md': fileOf('there'), 'same.md': fileOf('same') });
    const before = await counts();
    const files = { 'new.md': fileOf('new'), 'there.md': fileOf('there', { minutes: 7 }), 'same.md': fileOf('same') };
    const dry = await take(files, { isDryRun: true });
    expect(outcomes(dry)).toEqual(['new created', 'there changed', 'same unchanged']);
    expect(dry[0]!.reference).toBeNull();
    expect(await counts()).toEqual(before);
    expect(outcomes(await take(files))).toEqual(outcomes(dry));
    expect(await counts()).not.toEqual(before);
  });

  it('are in as far as they came when it ends between two of them, and go on from there', async () => {
    const both = { 'one.md': fileOf('cut-one'), 'two.md': fileOf('cut-two') };
    async function* cut(): AsyncGenerator<SourceFile> {
      yield await Promise.resolve({ name: 'one.md', content: Buffer.from(both['one.md']) });
      throw new Error('gone');
    }
    await expect(imports.import(engineer, { isDryRun: false }, cut())).rejects.toThrow('gone');
    expect(outcomes(await take(both))).toEqual(['cut-one unchanged', 'cut-two created']);
  });

  it('publish nothing, and leave what is published as it is', async () => {
    const [item] = await take({ 'a.md': fileOf('published') });
    const { reference } = item as { reference: string };
    await actions.publish(manager, reference, undefined, { reviewOn: '2026-12-01' });
    const [changed] = await take({ 'a.md': fileOf('published', { minutes: 90 }) });
    expect(changed).toMatchObject({ outcome: 'changed', warnings: [] });
    expect((await exports.one(engineer, reference, false)).text).toContain('minutes: 20\nreviewOn: "2026-12-01"\n');
    expect((await exports.one(engineer, reference, true)).text).toContain('minutes: 90\n');
    const dated = fileOf('published', { minutes: 90 }).replace('minutes: 90\n', 'minutes: 90\nreviewOn: 2026-11-01\n');
    expect((await take({ 'a.md': dated }))[0]).toMatchObject({
      outcome: 'unchanged',
      warnings: [{ code: 'review_date_later' }],
    });
  });

  it('say so where the action stands otherwise', async () => {
    const [item] = await take({ 'a.md': fileOf('retired') });
    await office.app.get(ActionStandingService).retire(engineer, item!.reference!, undefined);
    const again = await take({ 'a.md': fileOf('retired', { minutes: 5 }) });
    expect(again).toMatchObject([{ outcome: 'refused', errors: [{ code: 'not_possible_now' }] }]);
  });

  it('that were not written for this program are guessed at, once', async () => {
    const runbook =
      '# Relancer le service\n\nQuand il ne répond plus.\n\n1. Regarder `systemctl status`.\n2. Relancer.\n';
    expect(await take({ 'relance.md': runbook })).toMatchObject([
      { outcome: 'refused', errors: [{ code: 'service_needed' }] },
    ]);
    const wish = { service: 'FUNCAMPUS' };
    const [item] = await take({ 'relance.md': runbook }, wish);
    expect(item).toMatchObject({ key: 'relance', outcome: 'created' });
    expect(item!.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['guessed_title', 'guessed_steps', 'guessed_fields']),
    );
    expect(outcomes(await take({ 'relance.md': runbook }, wish))).toEqual(['relance unchanged']);
    const another = await take({ 'relance.md': `${runbook}3. Attendre.\n` }, wish);
    expect(another).toMatchObject([{ outcome: 'refused', errors: [{ code: 'already_there' }] }]);
  });
});

describe('everything that is given out', () => {
  it('is taken in again without a change', async () => {
    const files: Record<string, string> = {};
    for await (const { name, text } of exports.all(engineer, true)) files[name] = text;
    expect(Object.keys(files).length).toBeGreaterThan(5);
    expect(Object.keys(files)).not.toContain('retired.md');
    const items = await take(files);
    expect(items.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  });

  it('is what holds, or what is being written, of the own institution', async () => {
    const read = async (who: Actor, drafts: boolean) => {
      const found: Record<string, string> = {};
      for await (const { name, text } of exports.all(who, drafts)) found[name] = text;
      return found;
    };
    expect((await read(engineer, false))['published.md']).toContain('minutes: 20');
    expect((await read(engineer, true))['published.md']).toContain('minutes: 90');
    expect(await read(await office.cast.actor('engineer.ulorraine'), true)).toEqual({});
  });
});
