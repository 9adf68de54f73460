import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../database/index.js';
import type { Cast } from '../../demo/cast.js';
import { openOffice, type Office } from '../tickets/office.spec-support.js';
import { ActionsModule } from './actions.module.js';
import { ActionsService, type NewAction } from './actions.service.js';
import { saidDocument } from './document.spec-support.js';

let office: Office;
let cast: Cast;
let service: ActionsService;
let engineer: Actor;
let manager: Actor;

beforeAll(async () => {
  office = await openOffice(ActionsModule);
  ({ cast } = office);
  service = office.app.get(ActionsService);
  engineer = await cast.actor('engineer.fun');
  manager = await cast.actor('manager.fun');
});
afterAll(() => office.close());

const drafted = (more: Partial<NewAction> = {}) => service.draft(engineer, { document: saidDocument(), ...more });
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { refusal?: { code: string } }).refusal?.code ?? error,
  );

describe('an action', () => {
  it('is drafted by an engineer, reviewed by a manager, published', async () => {
    const { action, holding, moves } = await drafted();
    expect(action).toMatchObject({ key: 'liberer-une-base-bloquee-par-une-session', state: 'draft', version: 2 });
    expect(moves).toEqual(['edit', 'retire']);
    expect(holding).toMatchObject({ number: 1, state: 'draft' });
    const { reference } = action;
    expect(await codeOf(service.review(engineer, reference, undefined))).toBe('own_work');
    expect(await codeOf(service.publish(engineer, reference, undefined))).toBe('not_reviewed');
    await service.review(manager, reference, undefined, { note: 'Bien.' });
    const published = await service.publish(engineer, reference, undefined);
    expect(published.action).toMatchObject({ state: 'published', publishedNumber: 1 });
    expect(published.open).toBeUndefined();
    const again = await service.edit(engineer, reference, undefined, { document: { minutes: 30 } });
    expect(again.open).toMatchObject({ number: 2, state: 'draft', document: { minutes: 30 } });
    expect(again.holding).toMatchObject({ number: 1, document: { minutes: 20 } });
  });
});
