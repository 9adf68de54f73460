import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AgreedTime } from '../stores/affected.store.js';
import { ChangeStores } from '../stores/change-stores.js';
import { windowOf, type Change } from '../change.js';
import { mayObject } from '../domain/notice.js';
import { ChangeHooks, type PartInMoves } from './change-hooks.js';
import { standingOf, type OpenChange } from './change-desk.js';
import { asItsOwner } from './deciding.js';

/** What an affected institution may say to a change now: each asked as the move itself asks. */
@Injectable()
export class Answers implements PartInMoves, OnModuleInit {
  constructor(
    private readonly hooks: ChangeHooks,
    private readonly stores: ChangeStores,
  ) {}

  onModuleInit(): void {
    this.hooks.register(this);
  }

  async offered(open: OpenChange, moves: readonly string[]): Promise<readonly string[]> {
    const { tx, change, parties } = open;
    if (!standingOf(tx.actor, change, parties).speaksForAffected) return moves;
    if (isOver(change)) return moves;
    const objects = await this.objects(open);
    const mayStill = moves.includes('object') && !objects && (await this.isInTime(open));
    return [
      ...moves.filter((move) => move !== 'object' || mayStill),
      ...(change.announcedAt && !hasTakenNote(open) ? ['acknowledge'] : []),
      ...(objects ? ['withdraw-objection'] : []),
    ];
  }

  /** Whether the acting institution objects. */
  async objects({ tx, change }: OpenChange): Promise<boolean> {
    const { code } = tx.actor.institution;
    const raised = await this.stores.opinions.objections(tx, change.id);
    return raised.some(({ withdrawnAt, institution }) => withdrawnAt === null && institution.code === code);
  }

  /** Whether it still may, in the hours of its own agreement about what affects it. */
  async isInTime(open: OpenChange): Promise<boolean> {
    const { tx, change, parties, now } = open;
    const window = windowOf(change);
    if (!window) return false;
    const { id } = tx.actor.institution;
    const party = parties.find(({ kind, institutionId }) => kind === 'affected' && institutionId === id);
    const agreements = await this.stores.affected.running(tx, party?.serviceIds ?? [], now);
    const mine = agreements.filter(({ institutionId }) => institutionId === id);
    const [own] = await this.stores.affected.hours(
      tx,
      mine.map(({ agreementId }) => agreementId),
    );
    const hours = own ?? (await this.hoursOfOthers(open));
    return mayObject(change.class, now.getTime(), window.from, (from, days) =>
      hours ? hours.endOfWorkingDay(from, days) : from,
    );
  }

  /** Who was added by hand has no agreement about it: the days are those of another, if there is one. */
  private hoursOfOthers({ tx, change, now }: OpenChange): Promise<AgreedTime | undefined> {
    return asItsOwner(tx, change, async () => {
      const [other] = await this.stores.affected.running(tx, change.serviceIds, now);
      return other && (await this.stores.affected.hours(tx, [other.agreementId]))[0];
    });
  }
}

/** Whether nothing is left to be said of it by those whom it affects. */
export const isOver = ({ endedAt, closedAt }: Change): boolean => (endedAt ?? closedAt) !== null;

const hasTakenNote = ({ tx, parties }: OpenChange): boolean =>
  parties.some(
    ({ kind, institutionId, acknowledgedAt }) =>
      kind === 'affected' && institutionId === tx.actor.institution.id && acknowledgedAt !== null,
  );
