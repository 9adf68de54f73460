import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aMonth } from './a-month.js';
import { load } from './export.js';

const folder = mkdtempSync(join(tmpdir(), 'guichet-verify-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it as `npm run verify-report` does. */
function run(data: unknown): { status: number | null; stdout: string; stderr: string } {
  const path = join(folder, 'export.json');
  writeFileSync(path, typeof data === 'string' ? data : JSON.stringify(data));
  return spawnSync(process.execPath, ['scripts/verify-report/main.mjs', path], { encoding: 'utf8' });
}

describe('npm run verify-report', () => {
  let readExport: (written: string) => unknown;
  beforeAll(async () => ({ readExport } = await load('read-export.mjs')));

  it('exits with 0 when everything agrees, and says how much it compared', () => {
    const { status, stdout } = run(aMonth());
    expect(stdout).toContain('22 units of 1 agreement: 19 met, 1 missed, 1 excluded, 1 open');
    expect(stdout).toMatch(/2026-10 +19 of 20 95 % held \(\+1 excluded\)/);
    expect(stdout).toContain('Everything agrees.');
    expect(status).toBe(0);
  });

  it('exits with 1 when something differs, and names it', () => {
    const data = aMonth();
    data.figures.services[0].sla.missed = 0;
    const { status, stdout } = run(data);
    expect(stdout).toContain('1 difference:\n  figures.services[OAE/ULILLE].sla.missed: stated 0, counted 1');
    expect(status).toBe(1);
  });

  it('exits with 2 when there is nothing to compare', () => {
    const { status, stderr } = run({ ...aMonth(), units: [], months: [] });
    expect(stderr).toContain('nothing was compared: the export has no units');
    expect(status).toBe(2);
  });

  it('reads the standard input, and says of each unit what it counts as', () => {
    const options = { encoding: 'utf8', input: JSON.stringify(aMonth()) } as const;
    const { status, stdout } = spawnSync(process.execPath, ['scripts/verify-report/main.mjs', '-', '--units'], options);
    expect(stdout).toContain('ULCO-2026-00020  missed  2026-10-05T10:02:00.000Z  2026-10  SLA\n');
    expect(status).toBe(0);
  });

  it('exits with 2 when the file is not an export', () => {
    const { status, stderr } = run({ ...aMonth(), generatedAt: 'today' });
    expect(stderr).toContain('is not an export that can be verified: generatedAt: expected an instant');
    expect(status).toBe(2);
  });

  it.each([
    ['no JSON', '{"format":', 'the file: expected JSON'],
    ['a list', [], 'the file: expected an object, found []'],
    ['another format', { ...aMonth(), format: 'x' }, 'format: expected one of guichet/handled-in-time/1, found "x"'],
    [
      'a time past midnight',
      at('agreements.0.versions.0.hours.weekly.mon', [['08:00', '25:00']]),
      'agreements[0].versions[0].hours.weekly.mon[0][1]',
    ],
    [
      'windows that overlap',
      at('agreements.0.versions.0.hours.weekly.mon', [
        ['10:00', '18:00'],
        ['08:00', '12:00'],
      ]),
      'hours.weekly.mon: expected windows that do not overlap',
    ],
    ['no working time', at('agreements.0.versions.0.hours.weekly', {}), 'hours.weekly: expected some working time'],
    [
      'an unknown zone',
      at('agreements.0.versions.0.hours.timeZone', 'Europe/Lille'),
      'hours.timeZone: expected a time zone, found "Europe/Lille"',
    ],
    [
      'a date that does not exist',
      at('agreements.0.versions.0.hours.closures', [['2026-02-30', '2026-03-01']]),
      'closures[0][0]: expected a date',
    ],
    [
      'a target of nothing',
      at('agreements.0.versions.0.targets.incident.P1.resolution', 0),
      'targets.incident.P1.resolution: expected a whole number from 1 on, found 0',
    ],
    [
      'an agreement that is not there',
      at('units.2.agreementId', 'a9'),
      'units[2].agreementId: expected one of the agreements',
    ],
    [
      'a unit twice',
      at('units.1.reference', 'ULCO-2026-00001'),
      'units[1].reference: expected another one than before',
    ],
    [
      'facts out of order',
      at('units.0.facts.3.at', '2026-10-05T05:00:00.000Z'),
      'units[0] (ULCO-2026-00001).facts[3].at: expected no earlier',
    ],
    [
      'a fact after the export',
      at('units.0.facts.4.at', '2026-11-01T05:00:00.000Z'),
      'facts[4].at: expected no later than generatedAt',
    ],
    [
      'an instant without a zone',
      at('units.0.facts.4.at', '2026-10-05T07:00:00'),
      'units[0].facts[4].at: expected an instant',
    ],
    ['a holder that is not named', at('units.0.holders', {}), 'facts[2].n: expected one of the holders'],
    [
      'a state that does not exist',
      at('units.0.facts.2.state', 'sent'),
      'units[0].facts[2].state: expected one of offered',
    ],
  ])('refuses %s with its place', (_, data, place) => {
    expect(() => readExport(typeof data === 'string' ? data : JSON.stringify(data))).toThrow(place);
  });

  it('refuses a file that cannot be read, and more than one', () => {
    const options = { encoding: 'utf8' } as const;
    const missing = spawnSync(process.execPath, ['scripts/verify-report/main.mjs', join(folder, 'none')], options);
    expect(missing.stderr).toContain('cannot read');
    expect(missing.status).toBe(2);
    expect(spawnSync(process.execPath, ['scripts/verify-report/main.mjs', 'a', 'b'], options).status).toBe(2);
  });
});

/** The month with one value changed. */
function at(path: string, value: unknown): any {
  const data = aMonth();
  const names = path.split('.');
  const last = names.pop()!;
  names.reduce((part, name) => part[name], data)[last] = value;
  return data;
}
