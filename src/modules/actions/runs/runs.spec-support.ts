import { tmpdir } from 'node:os';
import type { Type } from '@nestjs/common';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { AttachmentsModule, LiveModule } from '../../tickets/index.js';
import { ActionsService } from '../actions.service.js';
import { saidDocument } from '../document.spec-support.js';
import type { Sharing } from '../domain/action-document.js';
import { RunsModule } from './runs.module.js';

/** The services of runs on a database of its own; `more`: modules beside them. */
export function openRuns(...more: Type[]): Promise<Office> {
  const files = { mostPerFile: 1000, mostPerTicket: 2000, filesPerMessage: 3, folder: tmpdir(), scannerTermHours: 24 };
  return openOffice(
    AttachmentsModule.with(files),
    LiveModule.with({ url: '', secretKeys: ['a key'] }),
    RunsModule,
    ...more,
  );
}

/** Steps 1, 2 and 3, which lead on; 2 and 3 can be undone. */
export const plainSteps = ['one', 'two', 'three'].map((id, index) => ({
  id,
  title: `Pas ${id}`,
  do: 'Faire.',
  ...(index > 0 ? { undo: 'Défaire.' } : {}),
}));

export const plainAction = {
  runBy: ['agent', 'spoc', 'engineer'],
  parameters: [],
  steps: plainSteps,
};

/** An action of FUN, by its reference and its id. */
export async function publishedAction(
  { app, cast }: Office,
  more: object = {},
  { sharing = 'users', isPublished = true }: { sharing?: Sharing; isPublished?: boolean } = {},
): Promise<{ reference: string; id: string }> {
  const actions = app.get(ActionsService);
  const engineer = await cast.actor('engineer.fun');
  const { action } = await actions.draft(engineer, { sharing, document: saidDocument({ ...plainAction, ...more }) });
  const { reference, id } = action;
  if (isPublished) await actions.publish(await cast.actor('manager.fun'), reference, undefined);
  return { reference, id };
}

/** Says something else, and publishes that. */
export async function publishAnew({ app, cast }: Office, reference: string, document: object): Promise<void> {
  const actions = app.get(ActionsService);
  await actions.edit(await cast.actor('engineer.fun'), reference, undefined, { document });
  await actions.publish(await cast.actor('manager.fun'), reference, undefined);
}

export async function openTicket({ cast, desks }: Office, who: string, service = 'FUNCAMPUS'): Promise<string> {
  const { ticket } = await desks.opening.open(await cast.actor(who), {
    kind: 'incident',
    service,
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
  });
  return ticket.reference;
}

/** What a refusal says, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error as { refusal?: { code: string } }).refusal?.code ?? error,
  );
}
