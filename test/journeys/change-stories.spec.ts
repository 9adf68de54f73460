import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, openAssembly, type Assembly } from '../support/votes.js';

// Changes from their first draft to their last letter, as those live them who make them, decide on them, and are told.

let hall: Assembly;
beforeAll(async () => {
  hall = await openAssembly();
});
afterAll(() => hall.close());

const engineer = () => hall.as('engineer.fun');
const manager = () => hall.as('change-manager.fun');
const referenceOf = (change: string) => change.slice('/changes/'.length);
const move = async (who: string, change: string, what: string, body: object = {}) => {
  const { status, body: said } = await (await hall.as(who)).post(`${change}/${what}`, body);
  expect([what, status, said.code, said.errors]).toEqual([what, 200, undefined, undefined]);
  return said;
};
const seen = async (who: string, change: string) => (await hall.as(who)).get(change);
const tagOf = async (change: string) => ({
  'if-match': (await seen('engineer.fun', change)).headers.get('etag') ?? '',
});
const window = (offset: number) => ({ from: hall.at(offset), to: hall.at(offset + 2 * HOUR) });
const draft = async (more: object = {}) =>
  hall.draft({
    kind: 'standard',
    isMajorVersion: false,
    implementers: [await hall.idOf('engineer.fun')],
    window: window(3 * DAY),
    ...more,
  });
const letters = (change: string, subject = /./) =>
  hall.guichet.mailbox.received
    .filter(({ mail }) => mail.subject?.includes(`[${referenceOf(change)}]`) === true && subject.test(mail.subject))
    .flatMap(({ to }) => to.map((one) => one.replace('@guichet.example', '')))
    .sort();
const letter = (change: string, to: string, subject: RegExp) =>
  hall.guichet.mailbox.expect(
    to,
    ({ subject: about = '' }) => about.includes(`[${referenceOf(change)}]`) && subject.test(about),
    // some forty letters for every move of a change, and what came before goes first
    60_000,
  );
const typesOf = async (change: string) => (await hall.events(change)).map(({ type }) => type);
const made = { outcome: 'successful', interruptedMinutes: 0 };
/** Scheduled by a peer, made in its window with this end, and closed if nothing is to be reviewed. */
async function run(change: string, end: [what: string, body: object]): Promise<void> {
  await move('change-manager.fun', change, 'schedule');
  hall.guichet.clock.advance(
    Date.parse((await seen('engineer.fun', change)).body.window.from) - hall.guichet.clock.now().getTime(),
  );
  await move('engineer.fun', change, 'start');
  await move('engineer.fun', change, ...end);
}

// what is told to few comes first: letters go out in the order in which they were written
describe('what is one institution’s own', () => {
  it('is asked for, decided and followed there, and nobody else’s', async () => {
    const asked = { kind: 'normal', services: ['FUNCAMPUS'], title: 'Ouvrir le SSO', why: 'Nos enseignants.' };
    const { body } = await (await hall.as('spoc.ulco')).post('/changes', asked);
    const change = `/changes/${body.reference as string}`;
    const prepared = {
      kind: 'own_tenant',
      tenant: 'ULCO',
      plan: 'Brancher le fournisseur d’identité.',
      tests: 'Se connecter.',
      backoutPlan: 'Débrancher.',
      backoutMinutes: 5,
      implementers: [await hall.idOf('engineer.fun')],
      answers: {
        reach: 'few',
        tried: 'yes',
        backout: 'short',
        data: 'none',
        experience: 'us',
        when: 'quiet',
        parts: 'none',
      },
      window: window(DAY),
    };
    expect((await (await engineer()).send('PATCH', change, prepared, await tagOf(change))).body.class).toBe(
      'own_tenant',
    );
    await move('engineer.fun', change, 'submit');
    for (const to of ['spoc.ulco', 'manager.ulco']) await letter(change, to, /Décision attendue/);

    const approve = { decision: 'approve' };
    // those who run the service do not decide it, its users do not, and nobody else hears of it
    for (const who of ['change-manager.fun', 'manager.fun', 'engineer.fun', 'requester.ulco', 'agent.ulco'])
      expect([who, (await (await hall.as(who)).post(`${change}/decide`, approve)).status]).toEqual([who, 403]);
    for (const who of ['spoc.uphf', 'manager.uphf', 'spoc.esup', 'cab-member.ulco', 'change-manager.ulorraine'])
      for (const [method, path, sent] of [
        ['GET', '', undefined],
        ['GET', '/timeline', undefined],
        ['POST', '/decide', approve],
        ['POST', '/object', { reason: 'Non.' }],
        ['POST', '/acknowledge', {}],
      ] as const)
        expect([who, path, (await (await hall.as(who)).send(method, `${change}${path}`, sent)).status]).toEqual([
          who,
          path,
          404,
        ]);
    const days = `from=${encodeURIComponent(hall.at(0))}&to=${encodeURIComponent(hall.at(10 * DAY))}`;
    const inCalendar = async (who: string) =>
      JSON.stringify((await (await hall.as(who)).get(`/calendar?${days}`)).body).includes(referenceOf(change));
    expect([await inCalendar('spoc.ulco'), await inCalendar('spoc.uphf')]).toEqual([true, false]);

    expect((await move('manager.ulco', change, 'decide', approve)).state).toBe('approved');
    await move('engineer.fun', change, 'schedule');
    hall.guichet.clock.advance(DAY);
    await move('engineer.fun', change, 'start');
    await move('engineer.fun', change, 'implement', made);
    for (const to of ['spoc.ulco', 'manager.ulco']) await letter(change, to, /Changement terminé/);
    expect(await move('change-manager.fun', change, 'close')).toMatchObject({ outcome: 'successful' });
    expect(letters(change).filter((to) => !/\.(ulco|fun)$/.test(to))).toEqual([]);
    // nobody was asked to object, and nobody’s silence was counted
    expect(await typesOf(change)).not.toContain('change.no_objection');
  });
});

describe('a freeze', () => {
  it('of the consortium holds a change up until whoever declared it lets it pass', async () => {
    const operator = await hall.as('operator');
    const day = (offset: number) => hall.at(offset).slice(0, 10);
    const rentree = {
      scope: 'consortium',
      timeZone: 'Europe/Paris',
      title: 'Rentrée',
      reason: 'Personne ne change rien.',
      from: day(5 * DAY),
      to: day(9 * DAY),
    };
    const { status: declared, body: freeze } = await operator.post('/freezes', rentree);
    expect([declared, freeze.errors]).toEqual([201, undefined]);
    const change = await draft({ title: 'Version 4.2.2', window: window(6 * DAY) });
    expect((await typesOf(change)).at(-1)).toBe('change.conflicts_found');
    const refused = await (await manager()).post(`${change}/schedule`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ code: 'freeze' }] } });
    const exemption = { change: referenceOf(change), reason: 'Une faille est exploitée.' };
    const path = `/freezes/${freeze.id as string}/exemptions`;
    // not by those who make it, nor by anybody else
    for (const who of ['change-manager.fun', 'manager.fun', 'spoc.ulco'])
      expect([who, (await (await hall.as(who)).post(path, exemption)).status]).toEqual([who, 403]);
    expect((await operator.post(path, exemption)).status).toBe(201);
    expect((await (await manager()).get(`${change}/conflicts`)).body.conflicts).toMatchObject([
      { kind: 'freeze', severity: 'lifted', exempted: { reason: exemption.reason } },
    ]);
    await run(change, ['implement', made]);
    await letter(change, 'spoc.ulco', /Changement terminé/);
    expect(await move('change-manager.fun', change, 'close')).toMatchObject({ outcome: 'successful' });
    const lifted = await operator.post(`/freezes/${freeze.id as string}/lift`, { reason: 'La rentrée est passée.' });
    expect(lifted.status).toBe(200);
  });
});

describe('a minor release in 48 hours', () => {
  it('goes from its draft to its end while eighteen institutions stay silent, each of which is told and kept', async () => {
    const codes = (
      await hall.sql<{ code: string }>(
        `select distinct i.code from agreement a join institution i on i.id = a.institution_id
                                               join service s on s.id = a.service_id
        where s.code = 'FUNCAMPUS' and i.code <> 'FUN' order by 1`,
      )
    ).map(({ code }) => code);
    expect(codes).toHaveLength(18);
    const spocs = codes.flatMap((code) => [`spoc.${code.toLowerCase()}`, `spoc2.${code.toLowerCase()}`]);

    // a minute less is refused, to the minute
    const hasty = await draft({ title: 'Trop vite', window: window(2 * DAY - MINUTE) });
    expect((await (await manager()).post(`${hasty}/schedule`)).body.code).toBe('notice_not_kept');
    await move('engineer.fun', hasty, 'withdraw', { reason: 'Trop vite.' });

    const change = await draft({ title: 'Version 4.2.1', window: window(2 * DAY) });
    const waiting = (await seen('engineer.fun', change)).body;
    expect(waiting).toMatchObject({ class: 'standard', state: 'draft' });
    expect(waiting.classReasons).toEqual([{ code: 'reversible_tried_and_without_interruption' }]);
    await move('change-manager.fun', change, 'schedule');
    for (const to of spocs) await letter(change, to, /Changement annoncé|Change announced/);

    hall.guichet.clock.advance(2 * DAY);
    expect((await move('engineer.fun', change, 'start')).state).toBe('in_progress');
    for (const to of spocs) await letter(change, to, /Changement commencé|Change started/);
    hall.guichet.clock.advance(20 * MINUTE);
    await move('engineer.fun', change, 'implement', made);
    for (const to of spocs) await letter(change, to, /Changement terminé|Change done/);
    // nothing is to be reviewed: it is closed as it went
    expect(await move('change-manager.fun', change, 'close')).toMatchObject({ state: 'closed', outcome: 'successful' });

    const events = await hall.events(change);
    const silent = events.filter(({ type }) => type === 'change.no_objection').map(({ data }) => data['institution']);
    expect(silent.sort()).toEqual([...codes, 'FUN'].sort());
    // silence approves nothing: one decision stands in it, that of the peer
    expect((await seen('engineer.fun', change)).body.opinions).toMatchObject([{ as: 'peer', decision: 'approve' }]);
    expect(events.map(({ type }) => type).filter((type) => type !== 'change.no_objection')).toEqual([
      'change.opened',
      'change.announced',
      'change.scheduled',
      'change.started',
      'change.pinned',
      'change.implemented',
      'change.closed',
    ]);
    // each was told once of each, and of nothing else
    for (const to of spocs) expect([to, letters(change).filter((one) => one === to).length]).toEqual([to, 3]);
    expect((await seen('spoc.unc', change)).body).toMatchObject({
      state: 'closed',
      outcome: 'successful',
      inside: null,
      opinions: [],
      moves: [],
    });
  });
});

describe('a model of standard changes', () => {
  let model: string;
  let planned: string;

  it('is followed twice, fails twice within ninety days, and is suspended', async () => {
    const said = {
      service: 'FUNCAMPUS',
      title: { fr: 'Renouveler un certificat', en: 'Renew a certificate' },
      description: 'Tous les trois mois.',
      steps: ['Demander', 'Installer', 'Recharger'],
      tests: 'La page s’ouvre.',
      backout: 'Remettre l’ancien.',
      backOutMinutes: 10,
      interruptionMinutes: 0,
      needsMaintenanceWindow: false,
    };
    model = (await (await engineer()).post('/change-models', said)).body.id;
    const unapproved = await draft({ model });
    expect((await seen('engineer.fun', unapproved)).body).toMatchObject({ class: 'normal' });
    await move('engineer.fun', unapproved, 'withdraw', { reason: 'Pas encore.' });
    expect((await (await manager()).post(`/change-models/${model}/approve`)).status).toBe(200);

    const first = await draft({ model, title: 'Certificat de mars', answers: {} });
    expect((await seen('engineer.fun', first)).body).toMatchObject({ class: 'standard', risk: 'low' });
    await run(first, ['implement', { outcome: 'failed', interruptedMinutes: 3 }]);
    expect((await (await manager()).get(`/change-models/${model}`)).body.standing).toBe('approved');
    expect(await typesOf(first)).not.toContain('change.model_suspended');

    // scheduled while it still held, for a day after it will not
    planned = await draft({ model, title: 'Certificat de juin', window: window(85 * DAY) });
    await move('change-manager.fun', planned, 'schedule');
    hall.guichet.clock.advance(30 * DAY);
    const second = await draft({ model, title: 'Certificat d’avril' });
    await run(second, ['back-out', { reason: 'La chaîne est incomplète.', interruptedMinutes: 4 }]);
    const { body } = await (await manager()).get(`/change-models/${model}`);
    expect(body).toMatchObject({ standing: 'suspended', suspended: { because: 'failures' } });
    expect((await typesOf(second)).filter((type) => type === 'change.model_suspended')).toHaveLength(1);
    const { mail } = await letter(second, 'change-manager.fun', /Modèle suspendu/);
    expect(mail.text?.replace(/\s+/g, ' ')).toContain('aucun changement n’est standard en le suivant');
    // those who would follow it, once, and nobody outside
    expect(letters(second, /Modèle suspendu|Model suspended/)).toEqual(['change-manager.fun']);
    expect(JSON.stringify((await (await hall.as('spoc.ulco')).get(`${second}/timeline`)).body)).not.toContain('model');
  });

  it('makes no third change standard, and says why', async () => {
    const third = await draft({ model, title: 'Certificat de mai' });
    expect((await seen('engineer.fun', third)).body).toMatchObject({
      class: 'normal',
      classReasons: expect.arrayContaining([{ code: 'no_approved_model' }]),
    });
    const refused = await (await manager()).post(`${third}/schedule`);
    expect([refused.status, refused.body.code]).toEqual([409, 'not_possible_now']);
    expect(refused.body.moves).not.toContain('schedule');
    await move('engineer.fun', third, 'withdraw', { reason: 'On attend.' });
  });

  it('lets what was scheduled by it not begin, until that is decided as what it is', async () => {
    const { window: itsWindow } = (await seen('engineer.fun', planned)).body;
    hall.guichet.clock.advance(Date.parse(itsWindow.from) - hall.guichet.clock.now().getTime());
    const refused = await (await engineer()).post(`${planned}/start`);
    expect([refused.status, refused.body.code]).toEqual([409, 'model_not_approved']);
    expect(refused.body.detail).toContain('suspended');
    const edit = { tests: 'La page s’ouvre, et la chaîne est entière.' };
    const edited = await (await engineer()).send('PATCH', planned, edit, await tagOf(planned));
    expect(edited.body).toMatchObject({ class: 'normal', state: 'submitted' });
    await letter(planned, 'spoc.ulco', /désormais normal/);
    await move('engineer.fun', planned, 'withdraw', { reason: 'Trop tard.' });
  });
});

describe('a change that is backed out', () => {
  const incident = async (title: string, urgency: string, priority: string) => {
    const spoc = await hall.as('spoc.ulco');
    const { body } = await spoc.post('/tickets', {
      kind: 'incident',
      service: 'FUNMOOC',
      title,
      description: 'Depuis la mise à jour.',
      impact: 'high',
      urgency,
    });
    const reference = body.reference as string;
    await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: title });
    expect([title, (await (await engineer()).get(`/tickets/${reference}`)).body.priority]).toEqual([title, priority]);
    return reference;
  };
  const recordOf = async (change: string) =>
    (await seen('engineer.fun', change)).body.inside.assessment.because.at(-1) as { id: string; points: number };

  it('is reviewed with the three incidents that it may have caused, which weigh on the next one', async () => {
    const services = { services: ['FUNMOOC'] };
    for (const title of ['Version 1', 'Version 2']) {
      const quiet = await draft({ ...services, title });
      expect(await recordOf(quiet)).toEqual({ source: 'record', id: 'few_similar', points: 1 });
      await run(quiet, ['implement', made]);
    }
    const before = await incident('Avant', 'high', 'P1');
    hall.guichet.clock.advance(MINUTE);
    const change = await draft({ ...services, title: 'Version 3' });
    await run(change, ['back-out', { reason: 'Rien ne s’ouvrait.', interruptedMinutes: 25 }]);
    const caused = [await incident('Plus de vidéos', 'high', 'P1'), await incident('Plus de quiz', 'medium', 'P2')];
    const small = await incident('Un logo manque', 'low', 'P3');
    hall.guichet.clock.advance(3 * DAY - 1);
    caused.push(await incident('Les notes manquent', 'high', 'P1'));
    hall.guichet.clock.advance(1);
    const after = await incident('Trois jours après', 'high', 'P1');

    await move('change-manager.fun', change, 'review');
    const links = async () => (await (await manager()).get(`${change}/links`)).body.items as any[];
    const proposed = (await links())
      .filter(({ relation }) => relation === 'proposed')
      .map(({ reference }) => reference);
    expect(proposed.sort()).toEqual([...caused].sort());
    expect([before, small, after].filter((one) => proposed.includes(one))).toEqual([]);
    // two of them it caused; the third somebody else did
    const judge = async (reference: string, relation: string) =>
      (await (await manager()).post(`${change}/links`, { kind: 'ticket', reference, relation })).status;
    for (const reference of caused.slice(0, 2)) expect(await judge(reference, 'caused')).toBe(200);
    expect(await judge(caused[2]!, 'dismissed')).toBe(200);

    // what is to be improved is a problem of the service, found from the change
    const cause = { service: 'FUNMOOC', title: 'La migration bloque les vidéos', cause: 'Un verrou trop large.' };
    const { reference: problem } = (await (await engineer()).post('/problems', cause)).body;
    expect(
      (await (await manager()).post(`${change}/links`, { kind: 'problem', reference: problem, relation: 'relates' }))
        .status,
    ).toBe(200);
    expect((await (await manager()).post(`${change}/close`)).body.code).toBe('text_required');
    expect(await move('change-manager.fun', change, 'close', { text: 'Essayer avec les vidéos.' })).toMatchObject({
      state: 'closed',
      outcome: 'backed_out',
    });
    expect((await links()).map(({ reference, relation }) => [reference, relation]).sort()).toEqual(
      [
        [caused[0], 'caused'],
        [caused[1], 'caused'],
        [caused[2], 'dismissed'],
        [problem, 'relates'],
      ].sort(),
    );
    // none of it for those affected
    expect((await (await hall.as('spoc.ulco')).get(`${change}/links`)).status).toBe(403);

    const next = await draft({ ...services, title: 'Version 4' });
    // one of three went wrong
    expect(await recordOf(next)).toEqual({ source: 'record', id: 'often_troubled', points: 3 });
    await move('engineer.fun', next, 'withdraw', { reason: 'Plus tard.' });
  });
});
