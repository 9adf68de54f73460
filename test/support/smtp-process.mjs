/**
 * An SMTP server in a process of its own, so that it can be killed. What it takes stands in a file before it says so, a line
 * of JSON a mail; between the two lies a moment in which whoever sent it cannot know.
 *
 *   node smtp-process.mjs PORT FILE
 */
import { appendFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const [port, file] = process.argv.slice(2);
const MOMENT_MS = 30;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  logger: false,
  onData: (stream, session, done) => {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const head = Buffer.concat(parts).toString('utf8');
      const messageId = /^message-id:\s*(<[^>]+>)/im.exec(head)?.[1] ?? '';
      const to = session.envelope.rcptTo.map(({ address }) => address);
      appendFileSync(file, `${JSON.stringify({ messageId, to })}\n`);
      setTimeout(done, MOMENT_MS);
    });
  },
});
server.on('error', () => undefined);
server.listen(Number(port), '127.0.0.1');
