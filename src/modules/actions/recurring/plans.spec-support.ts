import type { Type } from '@nestjs/common';
import { tmpdir } from 'node:os';
import type { Actor } from '../../../database/index.js';
import { ActionsModule } from '../actions.module.js';
import { ActionsService, type NewAction } from '../actions.service.js';
import { saidDocument } from '../document.spec-support.js';
import { AttachmentsModule, LiveModule } from '../../tickets/index.js';
import { openOffice, type Office } from '../../tickets/office.spec-support.js';
import { RunsModule } from '../runs/runs.module.js';
import { PlansModule } from './plans.module.js';

/** The services of plans and runs on a database of its own. */
export function openPlans(...more: Type[]): Promise<Office> {
  const files = { mostPerFile: 1000, mostPerTicket: 2000, filesPerMessage: 3, folder: tmpdir(), scannerTermHours: 24 };
  const live = LiveModule.with({ url: '', secretKeys: ['a key'] });
  return openOffice(AttachmentsModule.with(files), live, ActionsModule, RunsModule, PlansModule, ...more);
}

/** A control of free space and of a backup, monthly on the first Monday. */
export const controlDocument = (more: object = {}) =>
  saidDocument({
    kind: 'control',
    title: { fr: 'Contrôler les sauvegardes', en: 'Check the backups' },
    runBy: ['engineer', 'agent'],
    parameters: [],
    steps: [{ id: 'voir', title: 'Voir', do: 'Regarder.' }],
    results: [
      { name: 'free', label: { fr: 'Espace libre' }, type: 'number', unit: 'Go', atLeast: 10 },
      { name: 'restored', label: { fr: 'Restauré' }, type: 'boolean', is: true },
    ],
    recurrence: { rule: 'FREQ=MONTHLY;BYDAY=1MO', time: '08:00', move: 'next' },
    ...more,
  });

/** Drafted, reviewed by somebody else, published. Returns its reference. */
export async function published(
  office: Office,
  [writer, reviewer]: readonly [Actor, Actor],
  document: NewAction['document'],
  sharing: 'internal' | 'holders' | 'users' = 'internal',
): Promise<string> {
  const actions = office.app.get(ActionsService);
  const { action } = await actions.draft(writer, { document, sharing });
  await actions.review(reviewer, action.reference, undefined, { note: 'Bien.' });
  await actions.publish(writer, action.reference, undefined);
  return action.reference;
}

/** The code of what is refused; `done` of what is not. */
export const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { refusal?: { code: string } }).refusal?.code ?? error,
  );
