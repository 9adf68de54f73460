import 'reflect-metadata';
import { preparationSql } from '../database/index.js';

const usage = `npm run admin -- <command>

  database prepare    prints the SQL by which an administrator makes the program's database roles
                      (for an owner role that may not make them; reads DATABASE_OWNER_URL)`;

/** The command line for whoever runs an installation. */
function main(words: readonly string[]): number {
  if (words.join(' ') !== 'database prepare') {
    console.log(usage);
    return words.length === 0 ? 0 : 2;
  }
  const url = process.env['DATABASE_OWNER_URL'];
  if (url === undefined || !URL.canParse(url)) {
    console.error('DATABASE_OWNER_URL must be the URL of the owner role, as postgres://guichet_owner@host/guichet');
    return 1;
  }
  const { username, pathname } = new URL(url);
  console.log(preparationSql(decodeURIComponent(username), pathname.slice(1)));
  return 0;
}

process.exit(main(process.argv.slice(2)));
