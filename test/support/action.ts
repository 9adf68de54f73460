import { expect } from '@jest/globals';
import type { Browser } from './browser.js';

export const steps = [
  {
    id: 'regarder',
    title: 'Regarder {{host}}',
    do: 'Se connecter à {{host}} :\n\n```sh\nssh {{host}}\n```',
    expect: 'Une invite.',
    branches: [
      { when: 'La machine ne répond pas', to: 'prevenir' },
      { when: 'Tout va bien', to: null },
    ],
  },
  { id: 'arreter', title: 'Arrêter le service', do: 'Arrêter `celery`.', undo: 'Démarrer `celery`.' },
  { id: 'vider', title: 'Vider la file', do: 'Vider la file.', undo: 'Remettre la file en place.' },
  { id: 'prevenir', title: 'Prévenir', do: 'Prévenir l’hébergeur.' },
];
/** Something to run: FUN's, shared with those who use the service; step 1 branches, 2 and 3 can be undone. */
export const document = {
  sharing: 'users',
  kind: 'recovery',
  title: { fr: 'Relancer les tâches de fond', en: 'Restart the workers' },
  summary: 'Les tâches de fond n’avancent plus.',
  services: ['FUNCAMPUS'],
  triggers: { words: ['tâches bloquées'] },
  risk: 'low',
  runBy: ['agent', 'spoc', 'engineer'],
  minutes: 15,
  parameters: [{ name: 'host', type: 'host', label: { fr: 'Machine' }, required: true }],
  steps,
  verification: 'La file diminue.',
};

/** Its parameter. */
export const host = { host: 'worker-1.fun.example' };

/** Drafted by an engineer, published by a manager; its reference. */
export async function makeAction(
  { engineer, manager }: { engineer: Browser; manager: Browser },
  more: object = {},
  isPublished = true,
): Promise<string> {
  const { status, body } = await engineer.post('/actions', { ...document, ...more });
  expect([status, body]).toEqual([201, expect.anything()]);
  if (isPublished) expect((await manager.post(`/actions/${body.reference as string}/publish`)).status).toBe(200);
  return body.reference as string;
}

/** On which it may be run; its reference. */
export async function makeTicket(requester: Browser): Promise<string> {
  const said = { kind: 'incident', service: 'FUNCAMPUS', title: 'Plus de notes', description: 'Les notes manquent.' };
  return (await requester.post('/tickets', said)).body.reference as string;
}

/** A run that was begun, by itself or on `/tickets/...`. */
export const began = async (who: Browser, reference: string, on = '') =>
  (await who.post(`${on}/runs`, { action: reference, parameters: host })).body;

/** Of a step of a run. */
export const say = (who: Browser, run: string, n: number, body: object, version = '*') =>
  who.send('PATCH', `/runs/${run}/steps/${String(n)}`, body, { 'if-match': version });
export const done = (who: Browser, run: string, n: number, more: object = {}) =>
  say(who, run, n, { state: 'done', ...more });
