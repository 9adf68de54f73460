import pg from 'pg';
import { prepareOwnServer, withUser, type DatabaseUrls } from './prepare.js';

/** What tests need to make databases of their own: a migrated template on a server that will be thrown away. */
export interface TestServer {
  adminUrl: string;
  template: DatabaseUrls;
}

const TEMPLATE = 'guichet_template';
const SECRET = 'a key for databases that live as long as a test';

/** Makes the template once per run. `adminUrl`: a superuser of the server. */
export async function prepareTemplate(adminUrl: string): Promise<TestServer> {
  return { adminUrl, template: await prepareOwnServer(adminUrl, TEMPLATE, SECRET) };
}

/** A private copy of the template; `drop` ends it. Cloning takes some 50 ms. */
export async function cloneDatabase(
  server: TestServer,
  name: string,
  template = TEMPLATE,
): Promise<DatabaseUrls & { admin: string; drop: () => Promise<void> }> {
  await asAdmin(server, `create database ${name} template ${template} owner guichet_owner`);
  const at = (url: string) => {
    const { username, password } = new URL(url);
    return withUser(url, name, username, decodeURIComponent(password));
  };
  const { owner, api, worker, jobs, maintenance } = server.template;
  return {
    owner: at(owner),
    api: at(api),
    worker: at(worker),
    jobs: at(jobs),
    maintenance: at(maintenance),
    admin: at(server.adminUrl),
    drop: () => asAdmin(server, `drop database ${name} with (force)`),
  };
}

async function asAdmin(server: TestServer, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
