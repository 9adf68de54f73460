import type {
  FreezeWish,
  ModelContent,
  SaidOfChange,
  SaidRelease,
  WrittenBoard,
  WrittenQuestionnaire,
} from '../modules/changes/index.js';
import type { Stage } from './deeds.js';
import type { Moment } from './story.js';

/** One deed of the story of a change, on the stage. */
export type ChangeDeed = (stage: Stage) => Promise<unknown>;

/** What somebody writes of a change: people by account, its window by moments. */
interface Wording extends Partial<Omit<SaidOfChange, 'window' | 'implementers'>> {
  window?: readonly [from: Moment, to: Moment];
  implementers?: readonly string[];
}

async function said(stage: Stage, { window, implementers, ...wording }: Wording): Promise<Partial<SaidOfChange>> {
  const ids: string[] = [];
  for (const who of implementers ?? []) ids.push(await stage.idOf(who));
  return {
    ...wording,
    ...(window && { window: { from: stage.instant(window[0]), to: stage.instant(window[1]) } }),
    ...(implementers && { implementers: ids }),
  };
}

// --- the change ---

export function draftsChange(
  first: Wording & { title: string; why: string; kind: SaidOfChange['kind']; services: readonly string[] },
): ChangeDeed {
  return async (stage) => {
    const { title, why, kind, services } = first;
    const wording = { ...(await said(stage, first)), title, why, kind, services };
    const { reference } = await stage.desks.changes.open(stage.actor, wording);
    stage.telling.reference = reference;
  };
}

export function edits(wording: Wording): ChangeDeed {
  return async (stage) => {
    const { desks, actor, telling } = stage;
    return desks.changes.edit(actor, telling.reference, undefined, await said(stage, wording));
  };
}

export function submits(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.preparing.submit(actor, telling.reference, undefined);
}

/** As a peer, or as its authority: whichever it waits for. */
export function approves(reason?: string): ChangeDeed {
  return ({ desks, actor, telling }) =>
    desks.decisions.decide(actor, telling.reference, undefined, { decision: 'approve', reason });
}

export function schedules(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.scheduling.schedule(actor, telling.reference, undefined);
}

export function acknowledges(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.acknowledging.acknowledge(actor, telling.reference, undefined);
}

export function starts(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.starting.start(actor, telling.reference, undefined);
}

export function backsOut(reason: string, interruptedMinutes: number): ChangeDeed {
  return ({ desks, actor, telling }) =>
    desks.running.backOut(actor, telling.reference, undefined, { reason, interruptedMinutes });
}

export function reviews(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.running.review(actor, telling.reference, undefined);
}

export function closesChange(text: string): ChangeDeed {
  return ({ desks, actor, telling }) => desks.running.close(actor, telling.reference, undefined, { text });
}

// --- votes ---

export function opensRound(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.rounds.open(actor, telling.reference, undefined);
}

export function votes(decision: 'approve' | 'reject' | 'abstain', reason?: string): ChangeDeed {
  return ({ desks, actor, telling }) => desks.voting.cast(actor, telling.reference, { decision, reason });
}

// --- what stands beside it ---

export function composes(service: string, board: WrittenBoard): ChangeDeed {
  return ({ desks, actor }) => desks.boards.compose(actor, service, undefined, board);
}

export function sends(who: string, service: string, seat: number): ChangeDeed {
  return async ({ desks, actor, idOf }) =>
    desks.seats.name(actor, service, seat, undefined, { member: await idOf(who), deputies: [] });
}

export function asksOfChanges(service: string, questionnaire: WrittenQuestionnaire): ChangeDeed {
  return ({ desks, actor }) => desks.questionnaires.publish(actor, service, questionnaire);
}

/** A label for it, so that somebody else can approve it. */
export function models(service: string, label: string, content: ModelContent): ChangeDeed {
  return async ({ desks, actor, telling }) => {
    const { id } = await desks.models.draft(actor, service, content);
    telling.messages.set(label, id);
  };
}

export function approvesModel(label: string): ChangeDeed {
  return ({ desks, actor, telling }) =>
    desks.modelMoves.approve(actor, telling.messages.get(label) ?? label, undefined);
}

export function freezes(wish: (year: string) => FreezeWish, year: (now: Date) => string): ChangeDeed {
  return ({ desks, actor, instant }) => desks.freezes.declare(actor, wish(year(instant(({ now }) => now))));
}

/** A release of this change alone, with notes for its users. */
export function releases(service: string, release: Omit<SaidRelease, 'changes'>): ChangeDeed {
  return async ({ desks, actor, telling }) => {
    const { reference } = await desks.releases.open(actor, { ...release, service, changes: [telling.reference] });
    telling.messages.set('release', reference);
  };
}

export function publishes(): ChangeDeed {
  return ({ desks, actor, telling }) => desks.releases.publish(actor, telling.messages.get('release') ?? '', undefined);
}
