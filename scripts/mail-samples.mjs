// Reads every mail of a folder and compares what was made of it with what its index.json expects.
//
//   npm run mail-samples -- FOLDER        (FOLDER/eml/*.eml, FOLDER/index.json: {files: [{file, expected}]})
//
// `expected` may hold isAutoReply, isBounce, fromAddress, subject, textContains, attachments (how many), attachmentNames,
// mustNotCreateTicket, maxMs; what it leaves out or says is null is not compared. Needs a build.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
if (!folder) {
  console.error('Say in which folder the mails are: npm run mail-samples -- FOLDER');
  process.exit(2);
}
const compiled = (path) => import(pathToFileURL(join('dist', 'src', path)).href);
const { MailReader } = await compiled('modules/mail/in/mail-reader.js');
const { judge } = await compiled('modules/mail/in/domain/judge.js');
const { cleanName } = await compiled('modules/tickets/attachments/domain/file-name.js');

const reader = new MailReader();
const { files } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
let agree = 0;
for (const { file, expected } of files) {
  const path = [join(folder, 'eml', file), join(folder, file)].find((one) => existsSync(one));
  const started = performance.now();
  const mail = await reader.read(readFileSync(path));
  const ms = performance.now() - started;
  const flaws = mail ? flawsOf(mail, expected, ms) : ['cannot be read'];
  if (flaws.length === 0) agree += 1;
  else console.log(`${file}: ${flaws.join('; ')}`);
}
console.log(`${agree} of ${files.length} agree`);
await reader.onApplicationShutdown();
process.exit(agree === files.length ? 0 : 1);

function flawsOf(mail, expected, ms) {
  const flaws = [];
  const compare = (what, found, wanted) => {
    if (wanted === undefined || (wanted === null && what !== 'fromAddress')) return;
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      flaws.push(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  };
  compare('isAutoReply', mail.isAutoReply, expected.isAutoReply);
  compare('isBounce', mail.isBounce, expected.isBounce);
  compare('fromAddress', mail.from, expected.fromAddress);
  compare('subject', mail.subject, expected.subject);
  compare('attachments', mail.attachments.length, expected.attachments);
  const names = mail.attachments.map(({ name }) => cleanName(name));
  for (const name of expected.attachmentNames ?? []) if (!names.includes(name)) flaws.push(`no file is called ${name}`);
  if (expected.textContains && !mail.text.includes(expected.textContains)) flaws.push('the text is another one');
  if (expected.maxMs && ms > expected.maxMs) flaws.push(`took ${Math.round(ms)} ms`);
  if (expected.mustNotCreateTicket && opensOne(mail, expected)) flaws.push('would open a ticket');
  return flaws;
}

/** Sent by somebody who is known and vouched for to the box of a service: as favourable as it can be. */
function opensOne(mail, { isOwnAddress = false }) {
  const facts = {
    isUnreadable: false,
    automatic: mail.automatic,
    isOwn: isOwnAddress,
    hasSender: mail.from !== null,
    isEmpty: mail.text === '' && mail.attachments.length === 0,
    isAuthenticated: true,
    isOverQuota: false,
    thread: null,
    box: { hasService: true, isColleague: true },
  };
  return judge(facts).outcome === 'created';
}
