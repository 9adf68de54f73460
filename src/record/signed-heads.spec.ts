import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SignedHeads } from './signed-heads.js';

const KEY = 'the key of this installation';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-heads-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const sign = (body: string, key: string) => createHmac('sha256', key).update(`record heads\n${body}`).digest('hex');
function put(day: string, key: string): void {
  const body = JSON.stringify({ day, former: null, heads: [] });
  writeFileSync(join(folder, `${day}.json`), `${sign(body, key)}\n${body}\n`);
}

it('believes what was signed with its key, or with one from before', () => {
  put('2026-03-10', KEY);
  put('2026-03-11', 'the key before');
  expect(new SignedHeads(folder, [KEY, 'the key before']).days()).toEqual([
    { day: '2026-03-10', heads: [] },
    { day: '2026-03-11', heads: [] },
  ]);
});

it('believes nothing that was signed with another key, or changed afterwards', () => {
  put('2026-03-10', 'a key of somebody else');
  put('2026-03-11', KEY);
  const file = join(folder, '2026-03-11.json');
  const said = readFileSync(file, 'utf8').replace('"heads":[]', '"heads":[{}]');
  writeFileSync(file, said);
  expect(new SignedHeads(folder, [KEY]).days().map(({ heads }) => heads)).toEqual([undefined, undefined]);
});
