import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, memberOf, openAssembly, type Assembly } from '../support/votes.js';

// What let a change go on is taken back, and those whom it stops hear of it.

let hall: Assembly;
beforeAll(async () => {
  hall = await openAssembly();
});
afterAll(() => hall.close());

const engineer = () => hall.as('engineer.fun');
const manager = () => hall.as('change-manager.fun');
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const move = async (who: string, change: string, what: string, body: object = {}) => {
  const { status, body: said } = await (await hall.as(who)).post(`${change}/${what}`, body);
  expect([what, status, said.code]).toEqual([what, 200, undefined]);
  return said;
};
const referenceOf = (change: string) => change.slice('/changes/'.length);
const letter = (to: string, subject: RegExp) =>
  hall.guichet.mailbox.expect(to, ({ subject: about = '' }) => subject.test(about), 60_000);
const heard = (subject: RegExp) =>
  hall.guichet.mailbox.received
    .filter(({ mail }) => subject.test(mail.subject ?? ''))
    .flatMap(({ to }) => to.map((one) => one.replace('@guichet.example', '')))
    .sort();
const standard = async (more: object = {}) =>
  hall.draft({
    kind: 'standard',
    isMajorVersion: false,
    implementers: [await hall.idOf('engineer.fun')],
    ...more,
  });
const day = (offset: number) => hall.at(offset).slice(0, 10);

describe('what lets a change pass a freeze', () => {
  let freeze: string;
  let change: string;
  const reason = 'Les examens sont avancés.';
  const path = () => `/freezes/${freeze}/exemptions`;
  const withdraw = async (who: string, of = change) =>
    (await hall.as(who)).post(`${path()}/${referenceOf(of)}/withdraw`, { reason });

  it('is taken back by whoever could say it, and nobody else', async () => {
    const said = { scope: 'consortium', title: 'Examens', reason: 'Les examens.', timeZone: 'Europe/Paris' };
    const operator = await hall.as('operator');
    const made = await operator.post('/freezes', { ...said, from: day(9 * DAY), to: day(12 * DAY) });
    expect(made.status).toBe(201);
    freeze = made.body.id as string;
    change = await standard({ window: { from: hall.at(10 * DAY), to: hall.at(10 * DAY + HOUR) } });
    expect(told(await (await manager()).post(`${change}/schedule`))).toEqual([409, 'conflict']);
    // nothing to be taken back yet, whatever there is of the change
    expect((await withdraw('operator')).status).toBe(404);
    await operator.post(path(), { change: referenceOf(change), reason: 'Une correction attendue.' });
    await move('change-manager.fun', change, 'schedule');
    for (const who of ['change-manager.fun', 'spoc.ulco'])
      expect([who, (await withdraw(who)).status]).toEqual([who, 403]);
    expect((await operator.post(`${path()}/${referenceOf(change)}/withdraw`, { reason: ' ' })).status).toBe(400);
    expect(await withdraw('operator')).toMatchObject({
      status: 200,
      body: { change: referenceOf(change), reason: 'Une correction attendue.', withdrawn: { reason } },
    });
    expect((await withdraw('operator')).status).toBe(404);
    expect((await operator.get(path())).body.items).toMatchObject([{ withdrawn: { reason } }]);
  });

  it('then blocks as before; those who make it are told why, and nobody else', async () => {
    const { conflicts } = (await (await engineer()).get(`${change}/conflicts`)).body;
    expect(conflicts).toMatchObject([{ kind: 'freeze', severity: 'blocks', exempted: null }]);
    for (const to of ['engineer.fun', 'change-manager.fun']) {
      const { mail } = await letter(to, /Dérogation retirée/);
      expect(mail.subject).toContain(`[${referenceOf(change)}]`);
      expect(mail.text).toContain(reason);
    }
    expect(heard(/Dérogation retirée|Exemption withdrawn/)).toEqual(['change-manager.fun', 'engineer.fun']);
    expect((await hall.events(change)).at(-1)?.type).toBe('change.exemption_withdrawn');
    expect(JSON.stringify((await (await hall.as('spoc.ulco')).get(`${change}/timeline`)).body)).not.toContain(
      'exemption',
    );
    const { rows } = { rows: await hall.sql(`select type from event where stream_id = $1 order by number`, [freeze]) };
    expect(rows.map(({ type }) => type)).toEqual(['freeze.declared', 'freeze.exempted', 'freeze.exemption_withdrawn']);
    hall.guichet.clock.advance(10 * DAY);
    expect(told(await (await engineer()).post(`${change}/start`))).toEqual([409, 'conflict']);
  });

  it('may be said anew, and stays once the change has begun', async () => {
    const operator = await hall.as('operator');
    expect((await operator.post(path(), { change: referenceOf(change), reason: 'Tout de même.' })).status).toBe(201);
    await move('engineer.fun', change, 'start');
    expect(told(await withdraw('operator'))).toEqual([409, 'begun']);
    await move('engineer.fun', change, 'implement', { outcome: 'successful', interruptedMinutes: 0 });
    // of a change that is not there nothing is told
    const absent = '/changes/CHG-FUN-2026-99999';
    await operator.post(path(), { change: referenceOf(absent), reason: 'Au cas où.' });
    expect((await withdraw('operator', absent)).status).toBe(200);
  });
});

describe('a model that is suspended by hand', () => {
  it('is told to those who wrote it and to those who would follow it, with who did it and why', async () => {
    const said = {
      service: 'FUNCAMPUS',
      title: { fr: 'Renouveler un certificat', en: 'Renew a certificate' },
      description: 'Tous les trois mois.',
      steps: ['Demander', 'Installer'],
      tests: 'La page s’ouvre.',
      backout: 'Remettre l’ancien.',
      backOutMinutes: 10,
      interruptionMinutes: 0,
      needsMaintenanceWindow: false,
    };
    const model = (await (await engineer()).post('/change-models', said)).body.id as string;
    expect((await (await manager()).post(`/change-models/${model}/approve`)).status).toBe(200);
    const suspended = await (await manager()).post(`/change-models/${model}/suspend`, { reason: 'La chaîne change.' });
    expect(suspended.status).toBe(200);
    const { mail } = await letter('engineer.fun', /Modèle suspendu/);
    expect(mail.subject).toBe('[FUNCAMPUS] Modèle suspendu\u00a0: Renouveler un certificat');
    for (const part of ['La chaîne change.', 'vous avez écrit ce modèle']) expect(mail.text).toContain(part);
    // once each, not whoever did it, and nobody who only uses the service
    await (await manager()).post(`/change-models/${model}/approve`);
    expect(heard(/Modèle suspendu|Model suspended/).filter((who) => !who.endsWith('.fun'))).toEqual([]);
    expect(heard(/Modèle suspendu|Model suspended/)).not.toContain('change-manager.fun');
    expect(heard(/Modèle suspendu/).filter((who) => who === 'engineer.fun')).toHaveLength(1);
  });
});

describe('a change that is held', () => {
  const five = ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE', 'UNISTRA'];
  const holding = { reason: 'Le fournisseur ne répond plus.' };

  it('after its seats approved it and something came in the way, is told to them, and that it goes on', async () => {
    const change = await hall.voting();
    const { window } = (await (await engineer()).get(change)).body;
    const around = { from: window.from.slice(0, 10), to: window.to.slice(0, 10) };
    const freeze = { scope: 'service', service: 'FUNCAMPUS', title: 'Examens', reason: 'Les examens.' };
    const made = await (await manager()).post('/freezes', { ...freeze, ...around });
    for (const code of five) await hall.vote(memberOf(code), change, 'approve');
    expect((await (await engineer()).get(change)).body.state).toBe('deciding');
    await move('change-manager.fun', change, 'hold', holding);
    const of = (what: string) => new RegExp(`\\[${referenceOf(change)}\\] ${what}`);
    const { mail } = await letter(memberOf('UNISTRA'), of('Changement suspendu'));
    expect(mail.text).toContain(holding.reason);
    await move('change-manager.fun', change, 'unhold');
    await letter(memberOf('UNISTRA'), of('Changement repris'));
    await (await manager()).post(`/freezes/${made.body.id as string}/lift`, { reason: 'Reportés.' });
    await move('engineer.fun', change, 'withdraw', { reason: 'Assez.' });
  });

  it('while they vote, is told to them; by their new deadline that it goes on, and once', async () => {
    const change = await hall.voting();
    await move('change-manager.fun', change, 'hold', holding);
    const of = (what: string) => new RegExp(`\\[${referenceOf(change)}\\] ${what}`);
    await letter(memberOf('UJM'), of('Changement suspendu'));
    hall.guichet.clock.advance(DAY);
    await move('change-manager.fun', change, 'unhold');
    await letter(memberOf('UJM'), of('Vote'));
    expect(heard(of('Changement repris'))).not.toContain(memberOf('UJM'));
    await move('engineer.fun', change, 'withdraw', { reason: 'Assez.' });
  });
});

describe('the steps of a plan', () => {
  it('are of what is voted on: another step is another digest, another holder is not', async () => {
    const steps = async (change: string, title: string, holder: string | null = null) => {
      const { headers } = await (await engineer()).get(change);
      const items = [{ kind: 'task', title, minutes: 5, ...(holder ? { holder } : {}) }];
      const tag = { 'if-match': headers.get('etag') ?? '' };
      const { status, body } = await (await engineer()).put(`${change}/tasks`, { items }, tag);
      expect({ status, body }).toMatchObject({ status: 200 });
    };
    const digests = async (change: string) =>
      (
        await hall.sql<{ digest: Buffer }>(
          `select r.digest from change_round r join change c on c.id = r.change_id where c.reference = $1 order by r.number`,
          [referenceOf(change)],
        )
      ).map(({ digest }) => digest.toString('hex'));
    const again = async (change: string) => {
      await move('change-manager.fun', change, 'decide', { decision: 'approve' });
      await move('change-manager.fun', change, 'open-round');
    };
    const change = await hall.draft();
    await steps(change, 'Basculer');
    await move('engineer.fun', change, 'submit');
    await again(change);
    await steps(change, 'Basculer, puis purger');
    expect((await (await engineer()).get(change)).body.state).toBe('submitted');
    await again(change);
    const [first, second] = await digests(change);
    expect(second).not.toBe(first);
    await steps(change, 'Basculer');
    await again(change);
    expect((await digests(change))[2]).toBe(first);
    await steps(change, 'Basculer', await hall.idOf('engineer.fun'));
    expect((await (await engineer()).get(change)).body.state).toBe('deciding');
  });
});
