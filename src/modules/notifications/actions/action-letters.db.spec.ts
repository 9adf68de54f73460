import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../database/index.js';
import { Consumers } from '../../../events/index.js';
import { ActionStandingService } from '../../actions/action-standing.service.js';
import { ActionsService } from '../../actions/actions.service.js';
import { saidDocument } from '../../actions/document.spec-support.js';
import { ImprovementMovesService } from '../../actions/improvements/improvement-moves.service.js';
import { ImprovementRounds } from '../../actions/improvements/improvement-rounds.js';
import { ImprovementsService } from '../../actions/improvements/improvements.service.js';
import { ImprovementsModule, RunsModule } from '../../actions/index.js';
import { RunMovesService } from '../../actions/runs/run-moves.service.js';
import { RunsService } from '../../actions/runs/runs.service.js';
import { MailModule } from '../../mail/index.js';
import { AttachmentsModule, LiveModule } from '../../tickets/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { ProblemsService } from '../../tickets/problems/problems.service.js';
import { NotificationsModule } from '../notifications.module.js';

let office: Office;
let engineer: Actor, manager: Actor;

beforeAll(async () => {
  const sending = { from: 'guichet@guichet.example', secretKeys: ['a key'], keepIn: '', atOnce: 1, isDemo: false };
  const mail = MailModule.with(sending);
  const files = AttachmentsModule.with({
    mostPerFile: 1000,
    scannerTermHours: 24,
    mostPerTicket: 2000,
    filesPerMessage: 3,
    folder: tmpdir(),
  });
  const live = LiveModule.with({ url: '', secretKeys: ['a key'] });
  office = await openOffice(mail, NotificationsModule, files, live, ImprovementsModule, RunsModule);
  const { cast } = office;
  [engineer, manager] = [await cast.actor('engineer.fun'), await cast.actor('manager.fun')];
});
afterAll(() => office.close());
beforeEach(() => office.admin.query('truncate mail_queue, mail cascade'));

/** Has every institution read the record of these streams to its end, twice; who was told what, by their subject. */
async function told(kind: string, consumer: string): Promise<string[]> {
  const { rows } = await office.admin.query<{ streamId: string; institutionId: string }>(
    `select s.stream_id as "streamId", i.id as "institutionId" from event_stream s, institution i where s.kind = $1`,
    [kind],
  );
  for (const { streamId, institutionId } of [...rows, ...rows])
    await office.app.get(Consumers).wake(consumer, streamId, institutionId);
  const { rows: failures } = await office.admin.query('select error from consumer_cursor where error is not null');
  expect(failures).toEqual([]);
  const { rows: mails } = await office.admin.query<{ to: string; what: string }>(
    `select split_part(to_address, '@', 1) as to, regexp_replace(subject, '^\\[[^]]+\\] ', '') as what
       from mail order by created_at, 1`,
  );
  return mails.map(({ to, what }) => `${to}: ${what.split(/\u00a0?:/)[0] ?? ''}`);
}
const later = (days: number) => {
  office.clock.advance(days * 86_400_000);
};
/** Somebody loses all roles while `work` is done. */
async function without(account: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await office.admin.query<{ institution_id: string; person_id: string; role: string }>(
    `delete from role_grant g using person p where p.id = g.person_id and p.email = $1 returning g.*`,
    [`${account}@guichet.example`],
  );
  expect(rows.length).toBeGreaterThan(0);
  try {
    await work();
  } finally {
    for (const { institution_id, person_id, role } of rows)
      await office.admin.query('insert into role_grant (institution_id, person_id, role) values ($1, $2, $3)', [
        institution_id,
        person_id,
        role,
      ]);
  }
}

describe('of an improvement', () => {
  async function promised(owner = engineer, days = 2): Promise<string> {
    const { app, clock } = office;
    const { reference: problem } = await app.get(ProblemsService).open(engineer, 'FUNCAMPUS', { title: 'Une cause' });
    const dueOn = new Date(clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const said = { problem, kind: 'corrective', title: 'Une file à part', criterion: 'Plus aucune.', dueOn } as const;
    return (await app.get(ImprovementsService).commit(engineer, { ...said, owner: owner.personId })).improvement
      .reference;
  }
  const round = async () => {
    await office.app.get(ImprovementRounds).run();
    return told('improvement', 'improvement-mail');
  };

  it('that is overdue hear whoever answers for it and the managers, once, as long as they may read it', async () => {
    await promised();
    later(3);
    expect(await round()).toEqual(['engineer.fun: Plan d’action en retard', 'manager.fun: Plan d’action en retard']);
    await office.admin.query('truncate mail_queue, mail cascade');
    expect(await round()).toEqual([]);
    await promised();
    later(3);
    await without('engineer.fun', async () => {
      expect(await round()).toEqual(['manager.fun: Plan d’action en retard']);
    });
  });

  it('that is overdue a manager who answers for it hears once', async () => {
    await promised(manager);
    later(3);
    expect(await round()).toEqual(['manager.fun: Plan d’action en retard']);
  });

  it('that was done before anybody heard of it nobody is told that it is overdue', async () => {
    const reference = await promised();
    later(3);
    await office.app.get(ImprovementRounds).run();
    await office.app.get(ImprovementMovesService).implement(engineer, reference, undefined, 'Fait.');
    expect(await told('improvement', 'improvement-mail')).toEqual([]);
  });

  it('that is to be reviewed hear managers and change managers who did not do it; without them an engineer', async () => {
    const reference = await promised(manager);
    await office.app.get(ImprovementMovesService).implement(engineer, reference, undefined, 'Fait.');
    later(30);
    expect(await round()).toContain('change-manager.fun: Plan d’action à évaluer');
    await office.admin.query('truncate mail_queue, mail cascade');
    const another = await promised(manager);
    await office.app.get(ImprovementMovesService).implement(manager, another, undefined, 'Fait.');
    later(30);
    await without('change-manager.fun', async () => {
      const heard = await round();
      expect(heard).toContain('engineer.fun: Plan d’action à évaluer');
      expect(heard).not.toContain('manager.fun: Plan d’action à évaluer');
    });
  });
});

describe('of an action', () => {
  const made = async (more: object = {}) => {
    const { app } = office;
    const { action } = await app.get(ActionsService).draft(engineer, {
      sharing: 'users',
      document: saidDocument({ parameters: [], steps: [{ id: 'a', title: 'A', do: 'Faire.' }], ...more }),
    });
    await app.get(ActionsService).publish(manager, action.reference, undefined);
    return action.reference;
  };

  it('that somebody suspended hear at home those who work with it, but not whoever did it, nor once it is lifted', async () => {
    const standing = office.app.get(ActionStandingService);
    const [first, second] = [await made(), await made()];
    await standing.suspend(manager, first, undefined, 'Elle perd des envois.');
    await standing.suspend(manager, second, undefined, 'Elle aussi.');
    await standing.lift(manager, second, undefined);
    expect(await told('action', 'action-mail')).toEqual(['engineer.fun: Action suspendue']);
  });

  it('that somebody suspended hear engineers of its services who do not answer for it', async () => {
    const standing = office.app.get(ActionStandingService);
    const reference = await made();
    await standing.own(engineer, reference, undefined, manager.personId);
    await standing.suspend(manager, reference, undefined, 'Elle perd des envois.');
    expect(await told('action', 'action-mail')).toEqual(['engineer.fun: Action suspendue']);
  });

  it('that made matters worse twice hear whoever answers for it and the managers', async () => {
    const reference = await made({ runBy: ['engineer', 'spoc'] });
    const spoc = await office.cast.actor('spoc.ulco');
    for (const who of [engineer, spoc]) {
      const { id } = (await office.app.get(RunsService).start(who, { action: reference })).run;
      const end = { outcome: 'made_worse', minutes: 5, note: null, results: {} } as const;
      await office.app.get(RunMovesService).finish(who, id, undefined, end);
    }
    await told('run', 'suspend-actions');
    expect(await told('action', 'action-mail')).toEqual([
      'engineer.fun: Action suspendue',
      'manager.fun: Action suspendue',
    ]);
    const { rows } = await office.admin.query<{ text: string }>('select text_body as text from mail');
    for (const { text } of rows) {
      expect(text.replace(/\s+/g, ' ')).toContain('2 exécutions de l’action');
      expect(text).not.toContain('ULCO');
    }
  });
});
