import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { formWith } from '../security/operations.js';

// What an institution holds of somebody, asked for by themselves and by their admin.

let guichet: TestApp;
let requester: Browser, agent: Browser, chief: Browser, chiefElsewhere: Browser;
let person: string;
let reference: string;

type Line = Record<string, unknown>;
const exportOf = async (who: Browser, id: string) => {
  const answer = await who.get<string>(`/people/${id}/export`);
  return { ...answer, lines: answer.status === 200 ? linesOf(answer.body) : [] };
};
const linesOf = (file: string): Line[] =>
  file
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

beforeAll(async () => {
  guichet = await startTestApp();
  requester = await guichet.as('requester.ulco');
  agent = await guichet.as('agent.ulco');
  chief = await guichet.as('admin.ulco');
  chiefElsewhere = await guichet.as('admin.uphf');
  person = (await requester.get<{ id: string }>('/me')).body.id;
  const opened = await requester.post<{ reference: string }>('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le quokka est mauve',
    description: 'Le zibeline clignote',
  });
  ({ reference } = opened.body);
  const ticket = `/tickets/${reference}`;
  const written = [
    await requester.post(`${ticket}/messages`, { body: 'Toujours mauve', audience: 'requester' }),
    await agent.post(`${ticket}/messages`, { body: 'Il est bien mauve', audience: 'requester' }),
    await agent.post(`${ticket}/messages`, { body: 'Drôle de personne', audience: 'internal' }),
    await requester.send(
      'POST',
      `${ticket}/attachments`,
      formWith('mauve', 'quokka.txt', { audience: 'requester' }),
      {},
    ),
  ];
  expect(written.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
});
afterAll(() => guichet.close());

describe('the export of a person', () => {
  it('holds what they wrote and what they were told, and says how much it is', async () => {
    const { status, headers, lines } = await exportOf(requester, person);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/jsonl; charset=utf-8']);
    expect(lines.at(-1)).toEqual({ count: lines.length - 1 });
    expect(lines).toContainEqual(expect.objectContaining({ table: 'person', email: 'requester.ulco@guichet.example' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ table: 'ticket', reference, title: 'Le quokka est mauve', requester_id: 'oneself' }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ table: 'message', body: 'Toujours mauve' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ table: 'message', body: 'Il est bien mauve', author_id: 'somebody else' }),
    );
  });

  it('links to their files, which they can read there', async () => {
    const { lines } = await exportOf(requester, person);
    const file = lines.find(({ table, name }) => table === 'attachment' && name === 'quokka.txt');
    const path = String(file?.['download']).replace('/api/v1', '');
    expect((await requester.get(path)).status).toBe(200);
  });

  it('holds neither what staff say among themselves, nor who they are', async () => {
    const { body } = await exportOf(requester, person);
    const { id, name } = (await agent.get<{ id: string; name: string }>('/me')).body;
    for (const hidden of ['Drôle de personne', id, name]) expect(body).not.toContain(hidden);
  });

  it('is the same for the admin of their institution', async () => {
    const of = (lines: Line[]) => lines.filter(({ table }) => table === 'message' || table === 'ticket');
    expect(of((await exportOf(chief, person)).lines)).toEqual(of((await exportOf(requester, person)).lines));
  });

  it('keeps from them what the person has shown to nobody, and is on record', async () => {
    const body = { body: 'Pas encore', audience: 'requester' };
    expect((await requester.put(`/tickets/${reference}/draft`, body, { 'if-match': '"0"' })).status).toBe(200);
    expect((await exportOf(requester, person)).body).toContain('Pas encore');
    expect((await exportOf(chief, person)).body).not.toContain('Pas encore');
    const { items } = (await chief.get('/audit?kind=people&limit=1')).body;
    expect(items).toEqual([expect.objectContaining({ type: 'person.exported' })]);
    expect(JSON.stringify(items[0])).toContain(person);
    expect(JSON.stringify(items[0].actor)).toContain((await chief.get<{ id: string }>('/me')).body.id);
  });

  it('is refused to colleagues, and not there for anybody else', async () => {
    expect((await exportOf(agent, person)).status).toBe(403);
    expect((await exportOf(chiefElsewhere, person)).status).toBe(404);
    expect((await exportOf(chief, '11111111-1111-4111-8111-111111111111')).status).toBe(404);
  });
});
