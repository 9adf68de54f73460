import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../database/index.js';
import type { Office } from '../../tickets/office.spec-support.js';
import { EscalatingService, OpeningService, ProblemsModule } from '../../tickets/index.js';
import { CoverageService } from './coverage.service.js';
import { PlanDatesService } from './plan-dates.service.js';
import { PlanRounds } from './plan-rounds.js';
import { codeOf, controlDocument, openPlans, published } from './plans.spec-support.js';
import { PlansService } from './plans.service.js';

let office: Office;
let engineer: Actor, manager: Actor, spoc: Actor;
let coverage: CoverageService;

beforeAll(async () => {
  office = await openPlans(ProblemsModule);
  const { cast, app } = office;
  [engineer, manager] = [await cast.actor('engineer.fun'), await cast.actor('manager.fun')];
  spoc = await cast.actor('spoc.ulco');
  coverage = app.get(CoverageService);
});
afterAll(() => office.close());

const read = (who = engineer) => coverage.of(who, 'FUNCAMPUS');
async function incident(
  title: string,
  { isEscalated = true, kind = 'incident' }: { isEscalated?: boolean; kind?: 'incident' | 'request' } = {},
) {
  const { app } = office;
  const opening = { kind, service: 'FUNCAMPUS', title, description: 'Voir le titre.' };
  const { ticket } = await app.get(OpeningService).open(spoc, opening);
  if (!isEscalated) return;
  const sending = { function: 'support' as const, summary: 'À voir.' };
  await app.get(EscalatingService).escalate({ actor: spoc, reference: ticket.reference }, sending);
}

describe('the coverage of a service', () => {
  it('is for those who run it', async () => {
    expect(await codeOf(read(spoc))).toBe('forbidden');
    expect(await codeOf(read(await office.cast.actor('engineer.ulco')))).toBe('forbidden');
    expect(await codeOf(coverage.of(engineer, 'NOTHING'))).toBe('not_found');
    expect(await read(manager)).toMatchObject({
      incidents: 0,
      words: [],
      causes: [],
      controls: [],
      plans: [],
      reviews: [],
    });
  });

  it('says which words of incidents no recovery action knows, in either language and any form', async () => {
    for (const title of [
      'Connexion impossible depuis ce matin',
      'Les connexions CAS échouent toujours',
      'Connexion lente à FUNCAMPUS',
      'Transcodage bloqué des vidéos',
      'Le transcodage bloque encore',
      'Quiz perdu',
    ])
      await incident(title);
    // not seen by those who run it, too old, or no incident
    await incident('Imprimante vide', { isEscalated: false });
    await incident('Imprimante vide', { isEscalated: false });
    await incident('Un nouvel accès imprimante', { kind: 'request' });
    await incident('Imprimante encore', { kind: 'request' });
    const { incidents, words } = await read();
    expect(incidents).toBe(6);
    expect(words.map(({ word, tickets }) => [word.replace(/s$/, ''), tickets])).toEqual([
      ['connexion', 3],
      ['bloque', 2],
      ['transcodage', 2],
    ]);
    const recovery = {
      kind: 'recovery',
      recurrence: null,
      results: [],
      triggers: { words: ['problème de connexions'] },
    };
    await published(office, [engineer, manager], controlDocument(recovery));
    expect((await read()).words.map(({ word }) => word)).not.toContain('connexion');
    expect((await read()).words).toHaveLength(2);
    office.clock.moveTo(new Date('2026-08-10T08:00:00Z'));
    expect(await read()).toMatchObject({ incidents: 0, words: [] });
  });

  it('says which causes no action is against', async () => {
    const add = `insert into problem (id, institution_id, service_id, reference, state, listed_at, version, updated_at)
      select gen_random_uuid(), i.id, s.id, $1, $2, now(), 1, now() from institution i, service s where i.code = $3 and s.code = 'FUNCAMPUS'
      returning id, institution_id`;
    for (const [reference, state, institution] of [
      ['PRB-FUN-2026-00001', 'open', 'FUN'],
      ['PRB-FUN-2026-00002', 'fixed', 'FUN'],
      ['PRB-FUN-2026-00003', 'closed', 'FUN'],
      ['PRB-ULCO-2026-00001', 'open', 'ULCO'],
    ]) {
      const { rows } = await office.admin.query<{ id: string; institution_id: string }>(add, [
        reference,
        state,
        institution,
      ]);
      await office.admin.query(
        `insert into problem_inside (problem_id, institution_id, title, component_ids, words, version, opened_by, opened_at, updated_at)
         values ($1, $2, 'Une cause', '{}', '', 1, $3, now(), now())`,
        [rows[0]!.id, rows[0]!.institution_id, engineer.personId],
      );
    }
    const causes = async () => (await read()).causes.map(({ reference }) => reference);
    expect(await causes()).toEqual(['PRB-FUN-2026-00001', 'PRB-FUN-2026-00002']);
    await published(
      office,
      [engineer, manager],
      controlDocument({ kind: 'preventive', results: [], problems: ['PRB-FUN-2026-00001'] }),
    );
    expect(await causes()).toEqual(['PRB-FUN-2026-00002']);
  });

  it('says which controls have no plan, which plans bring no result, and what is due for a review', async () => {
    const { app, clock } = office;
    const control = await published(office, [engineer, manager], controlDocument());
    expect((await read()).controls.map(({ reference }) => reference)).toEqual([control]);
    const plan = await app
      .get(PlansService)
      .make(engineer, { action: control, service: 'FUNCAMPUS', recurrence: 'FREQ=DAILY', moveToWorkingDay: 'none' });
    expect((await read()).controls).toEqual([]);
    const day = (ahead: number) => new Date(clock.now().getTime() + ahead * 86_400_000).toISOString().slice(0, 10);
    const skipped = [day(1), day(2)];
    for (const date of skipped) await app.get(PlanDatesService).skip(engineer, plan.id, date, 'Férié');
    expect((await read()).plans).toEqual([]);
    clock.moveTo(new Date(`${skipped[1]!}T20:00:00Z`));
    await app.get(PlanRounds).run();
    expect((await read()).plans).toMatchObject([{ id: plan.id, action: control, doneOn: null }]);
    expect((await read()).reviews).toEqual([]);
    clock.moveTo(new Date('2027-12-01T08:00:00Z'));
    expect((await read()).reviews.map(({ reference }) => reference)).toContain(control);
  });
});
