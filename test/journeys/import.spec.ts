import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PASSWORD, startTestApp, type TestApp } from '../support/app.js';
import { compiled } from '../support/compiled.js';

// An operator imports a file beside the running program, and whoever was imported goes to work.

let world: TestApp, owner: pg.Client;
beforeAll(async () => {
  world = await startTestApp();
  owner = new pg.Client({ connectionString: world.urls.owner });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const lille = `guichet: 1
institutions:
  - code: ULILLE
    name: Université de Lille
    domain: univ-lille.example
    timeZone: Europe/Paris
    holidayRegion: FR
    locale: fr
people:
  - email: agent.ulille@guichet.example
    name: Léa Hennequin
    memberships: [{ institution: ULILLE, site: MAIN, roles: ROLES }]
`;

async function imports(roles: string): Promise<string[]> {
  const { importFile } =
    await compiled<typeof import('../../src/admin/import/import-file.js')>('admin/import/import-file.js');
  const file = join(world.dataDir, 'lille.yaml');
  writeFileSync(file, lille.replace('ROLES', roles));
  try {
    expect(readFileSync(file, 'utf8')).toContain(roles);
    const { lines } = await importFile(file, { ownerUrl: world.urls.owner, clock: world.clock, isDryRun: false });
    return lines;
  } finally {
    rmSync(file);
  }
}

it('lets an imported agent open a ticket beside the running program, until the role is taken away', async () => {
  expect(await imports('[agent]')).toContain('+ agent.ulille@guichet.example at ULILLE: agent');
  // an invitation would do this
  await owner.query(
    `insert into credential (person_id, password_hash)
     select p.id, (select password_hash from credential limit 1) from person p where p.email = 'agent.ulille@guichet.example'`,
  );
  const agent = await world.anybody.signIn('agent.ulille@guichet.example', PASSWORD);
  const ticket = { kind: 'incident', service: 'OAE', title: 'Panne', description: 'Plus rien ne répond.' };
  const opened = await agent.post('/tickets', ticket);
  expect(opened.status).toBe(201);
  expect(opened.body).toMatchObject({ institution: { code: 'ULILLE' } });

  expect(await imports('[]')).toContain('- agent.ulille@guichet.example at ULILLE: agent');
  expect((await agent.post('/tickets', ticket)).status).toBe(403);
});
