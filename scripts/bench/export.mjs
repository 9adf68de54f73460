/**
 * A list as a file: the whole of what somebody sees, in both formats, with the memory that the process takes on for it.
 * The reader is of the largest institution, which sees its own tickets and those that were escalated to it.
 */
import { percentile, table } from './figures.mjs';
import { busiest } from './filling/consortium.mjs';
import { startProgram } from './program.mjs';

export async function measureExport(databases, { tickets }) {
  const database = await databases.of(tickets);
  const account = { email: `spoc.${busiest.toLowerCase()}@guichet.example`, password: database.password };
  const program = await startProgram({ ...database.environment, ROLE: 'api' }, account);
  try {
    const signIn = await fetch(`${program.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    const { accessToken } = await signIn.json();
    const rows = [['', 'lines', 'seconds', 'lines/s', 'MB', 'memory before', 'at most', 'GET p95 before', 'meanwhile']];
    const page = async () => {
      const askedAt = performance.now();
      const answer = await fetch(`${program.url}/api/v1/tickets`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      await answer.arrayBuffer();
      return performance.now() - askedAt;
    };
    const alone = [];
    for (let turn = 0; turn < 60; turn += 1) alone.push(await page());
    for (const format of ['csv', 'jsonl', 'csv', 'jsonl']) {
      const before = program.residentMegabytes();
      let isRead = false;
      const beside = [];
      const asking = (async () => {
        while (!isRead) beside.push(await page());
      })();
      const startedAt = performance.now();
      const response = await fetch(`${program.url}/api/v1/tickets/export?format=${format}`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      let [lines, bytes, most] = [0, 0, before];
      for await (const chunk of response.body) {
        bytes += chunk.length;
        for (const byte of chunk) if (byte === 10) lines += 1;
        most = Math.max(most, program.residentMegabytes());
      }
      const seconds = (performance.now() - startedAt) / 1000;
      isRead = true;
      await asking;
      rows.push([
        format,
        lines,
        seconds.toFixed(1),
        (lines / seconds).toFixed(0),
        (bytes / 1e6).toFixed(1),
        `${before.toFixed(0)} MB`,
        `${most.toFixed(0)} MB`,
        `${percentile(alone.slice(10), 0.95).toFixed(1)} ms`,
        `${percentile(beside, 0.95).toFixed(1)} ms`,
      ]);
    }
    table(`Exports of a list, in a database of ${String(tickets)} tickets`, rows);
  } finally {
    await program.stop();
  }
}
