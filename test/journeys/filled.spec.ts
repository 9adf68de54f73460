import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('../../scripts/bench/main.mjs', import.meta.url));

describe('what measurements are taken on', () => {
  it('is what the program would have written: copied, it verifies', () => {
    const size = 600;
    const { status, stdout, stderr } = spawnSync(process.execPath, [bench, '--only', 'fill', '--size', String(size)], {
      encoding: 'utf8',
      timeout: 280_000,
    });
    expect(`${String(status)} ${stderr}`).toMatch(/^0 /);
    const compared =
      /verified: (\d+) events in (\d+) chains .*?; (\d+) timers, (\d+) appointments and (\d+) units of (\d+) tickets/s.exec(
        stdout,
      );
    const [events = 0, chains = 0, timers = 0, appointments = 0, units = 0, tickets = 0] =
      compared?.slice(1).map(Number) ?? [];
    expect(tickets).toBeGreaterThan(size * 0.9);
    expect(events).toBeGreaterThan(5 * tickets);
    expect(chains).toBeGreaterThan(tickets);
    expect(timers).toBeGreaterThan(tickets);
    expect(appointments).toBeGreaterThan(20);
    expect(units).toBeGreaterThan(100);
  }, 300_000);
});
