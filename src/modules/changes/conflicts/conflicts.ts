import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DomainError, intersection, newId, type FieldError, type Interval } from '../../../kernel/index.js';
import { windowOf, type Change, type Party } from '../change.js';
import { conflictsOf, type Conflict, type Freeze, type Planned } from '../domain/conflicts.js';
import type { FreezesAbout } from '../freezes/freeze-periods.store.js';
import { FreezesBetween } from '../freezes/freezes-between.js';
import { AgreedWithStore, monthOf, type AgreedWith } from './agreed-with.js';
import { AnswersStore, type Acknowledgement, type Occasion, type Override, type Seen } from './answers.store.js';
import { acceptedByBoth, isNews, keyOf } from './domain/answered.js';
import { leavesOf, type Leaves } from './domain/budget.js';
import { ExemptionsStore, type Exemption } from './exemptions.store.js';
import { Neighbours, type Interrupts, type Neighbour } from './neighbours.js';

export interface FoundConflict extends Conflict {
  key: string;
  freeze: Freeze | null;
  change: Neighbour | null;
  override: Override | null;
  exemption: Exemption | null;
  /** On one service: whose owners accept the overlap. */
  acknowledgements: Acknowledgement[];
}

export interface Found {
  window: Interval | null;
  conflicts: FoundConflict[];
  /** Owners of other changes who accept that theirs overlaps this one, and whom its owner has not answered. */
  asked: Acknowledgement[];
  leaves: Leaves[];
}

/** Of a change, as those who make it know it. */
export interface Facts {
  change: Change;
  window: Interval;
  parties: Party[];
  planned: Planned;
  agreed: AgreedWith[];
  implementerIds: string[];
}

/** For whom it is asked, and before what. */
interface Told {
  occasion: Exclude<Occasion, 'save'>;
  personId: string;
  at: Date;
}

/**
 * What stands against a change in its window: asked when it is saved, when it is decided on, and when it begins. It is worked
 * out with the eyes of the institution that makes the change, whoever asks, so that everybody who decides is told the same.
 */
@Injectable()
export class Conflicts {
  constructor(
    private readonly neighbours: Neighbours,
    private readonly answers: AnswersStore,
    private readonly exemptions: ExemptionsStore,
    private readonly freezes: FreezesBetween,
    private readonly agreed: AgreedWithStore,
  ) {}

  /** As its owner. */
  async find(tx: Transaction, change: Change, parties: Party[], implementerIds: string[]): Promise<Found> {
    const facts = await this.factsOf(tx, change, parties, implementerIds);
    if (!facts) return { window: null, conflicts: [], asked: [], leaves: [] };
    const { window, planned, agreed } = facts;
    const acknowledgements = await this.answers.acknowledgements(tx, change.id);
    const others = await this.neighbours.overlapping(tx, change, window);
    const exemptions = await this.exemptions.ofChange(tx, change.reference);
    const freezes = await this.freezesAround(tx, facts, window, exemptions);
    const overrides = await this.answers.overrides(tx, change.id);
    const conflicts = conflictsOf(
      { ...planned, components: this.neighbours.touched(others, change.componentIds) },
      {
        freezes,
        others: others.list,
        maintenance: maintenanceOf(change, agreed, window),
        acknowledged: acceptedByBoth({ id: change.id, ...window }, others.list, acknowledgements),
      },
    ).map((conflict): FoundConflict => {
      const key = keyOf(conflict);
      const isFreeze = conflict.kind === 'freeze';
      const isWith = ({ id }: { id: string }) => id === conflict.with;
      return {
        ...conflict,
        key,
        freeze: isFreeze ? (freezes.find(isWith) ?? null) : null,
        change: isFreeze ? null : (others.list.find(isWith) ?? null),
        override: overrides.find((one) => one.conflict === key) ?? null,
        exemption: (isFreeze && exemptions.find(({ freezeId }) => freezeId === conflict.with)) || null,
        acknowledgements:
          conflict.kind === 'same_service'
            ? acknowledgements.filter((one) => [one.changeId, one.otherId].includes(conflict.with ?? ''))
            : [],
      };
    });
    const answered = acknowledgements.filter(({ changeId }) => changeId === change.id).map(({ otherId }) => otherId);
    const asked = acknowledgements.filter(
      ({ changeId, otherId }) => otherId === change.id && !answered.includes(changeId),
    );
    return { window, conflicts, asked, leaves: await this.leaves(tx, facts, window) };
  }

  /** What a window would be measured by, of the change's own or another. Undefined without one. */
  async factsOf(
    tx: Transaction,
    change: Change,
    parties: Party[],
    implementerIds: string[],
    window = windowOf(change),
  ): Promise<Facts | undefined> {
    if (!window) return undefined;
    const affected = parties.filter(({ kind }) => kind === 'affected');
    const agreed = await this.agreed.of(
      tx,
      change.serviceIds,
      affected.map(({ institutionId }) => institutionId),
      new Date(window.from),
    );
    const planned: Planned = {
      id: change.id,
      class: change.class,
      ...window,
      services: change.services.map(({ code }) => code),
      components: [],
      affected: affected.map(({ institution }) => institution.code),
      tenant: change.tenant?.code ?? null,
      implementers: implementerIds,
    };
    return { change, window, parties, planned, agreed, implementerIds };
  }

  /** As its owner: what may block in a time, with what lets this change pass. */
  async freezesIn(tx: Transaction, facts: Facts, within: Interval): Promise<Freeze[]> {
    const exemptions = await this.exemptions.ofChange(tx, facts.change.reference);
    return this.freezesAround(tx, facts, within, exemptions, { blockingTenant: facts.change.tenantId });
  }

  private async freezesAround(
    tx: Transaction,
    { change, parties }: Pick<Facts, 'change' | 'parties'>,
    { from, to }: Interval,
    exemptions: readonly Exemption[],
    only: Pick<FreezesAbout, 'blockingTenant'> = {},
  ): Promise<Freeze[]> {
    // a freeze is for those who work with the service: what is tried elsewhere is in nobody's way
    if (!change.environments.includes('production')) return [];
    const institutionIds = parties.map(({ institutionId }) => institutionId);
    const about = { serviceIds: change.serviceIds, institutionIds, ...only };
    const found = await this.freezes.freezesBetween(tx, new Date(from), new Date(to), about);
    const lifted = new Set(exemptions.map(({ freezeId }) => freezeId));
    return found.map((freeze) => (lifted.has(freeze.id) ? { ...freeze, liftedFor: [change.id] } : freeze));
  }

  /** What a window leaves of the months of the services. */
  async leaves(
    tx: Transaction,
    { change, agreed }: Facts,
    window: Interval,
    others?: readonly Interrupts[],
  ): Promise<Leaves[]> {
    const services = [...new Map(agreed.map(({ service }) => [service.id, service])).values()];
    const around = others ?? (await this.neighbours.interrupting(tx, change, services, window.from));
    const own = { ...window, minutes: change.interruptionMinutes, tenantId: change.tenantId };
    return leavesOf(own, around, agreed, monthOf);
  }

  /**
   * Before something is decided or begun: alone with its services, so that of two changes the second finds the first. What is
   * found is kept; what blocks refuses (409), by name.
   */
  async assertNone(
    tx: Transaction,
    change: Change,
    parties: Party[],
    implementerIds: string[],
    told: Told,
  ): Promise<void> {
    const blocking = await this.ask(tx, change, parties, implementerIds, told);
    // two persons answer for an emergency: what it meets is written down, and stops nobody
    if (blocking.length > 0 && change.class !== 'emergency') throw refusalOf(blocking);
  }

  /** The same where nothing can be refused: what was found is kept, and what of it blocks is handed back. */
  async ask(
    tx: Transaction,
    change: Change,
    parties: Party[],
    implementerIds: string[],
    { occasion, personId, at }: Told,
  ): Promise<FoundConflict[]> {
    await this.neighbours.hold(tx, change.serviceIds);
    const found = await this.find(tx, change, parties, implementerIds);
    await this.keep(tx, change, found, occasion, personId, at);
    return found.conflicts.filter(({ severity }) => severity === 'blocks');
  }

  /** What is new since it was last looked at; nothing is refused. */
  async notice(
    tx: Transaction,
    change: Change,
    parties: Party[],
    implementerIds: string[],
    { personId, at }: { personId: string; at: Date },
  ): Promise<Seen[]> {
    const found = await this.find(tx, change, parties, implementerIds);
    const keys = found.conflicts.map(({ key }) => key);
    const [before] = await this.answers.findings(tx, change.id, 1);
    const was = before?.found.map(({ key }) => key) ?? [];
    if (keys.length === was.length && keys.every((key) => was.includes(key))) return [];
    const seen = await this.keep(tx, change, found, 'save', personId, at);
    return isNews(found.conflicts, keys, was) ? seen : [];
  }

  private async keep(
    tx: Transaction,
    change: Change,
    { conflicts }: Found,
    occasion: Occasion,
    personId: string,
    at: Date,
  ): Promise<Seen[]> {
    const found = conflicts.map(({ key, kind, severity, override }) => ({
      key,
      kind,
      severity,
      overridden: override !== null,
    }));
    await this.answers.keep(tx, change.id, { id: newId(at), occasion, found, foundFor: personId, foundAt: at });
    return found;
  }
}

/** When all the agreements allow to interrupt, in the window; null when nothing is interrupted or nobody has agreed on anything. */
function maintenanceOf(
  { interruptionMinutes }: Change,
  agreed: readonly AgreedWith[],
  window: Interval,
): Interval[] | null {
  if (interruptionMinutes === 0 || agreed.length === 0) return null;
  return differing(agreed).reduce<Interval[]>(
    (common, one) => intersection(common, one.maintenance(window.from, window.to)),
    [window],
  );
}

/** One agreement of each that say the same of maintenance. */
export const differing = (agreed: readonly AgreedWith[]): AgreedWith[] => [
  ...new Map(agreed.map((one) => [one.maintenanceKey, one])).values(),
];

function refusalOf(blocking: readonly FoundConflict[]): DomainError {
  const errors = blocking.map((one): FieldError => ({ pointer: '/window', code: one.kind, message: saidOf(one) }));
  const detail = 'Something stands against this change in its window; it is moved, exempted or acknowledged first.';
  return new DomainError({ kind: 'conflict', code: 'conflict', detail, errors });
}

function saidOf({ freeze, change, from, to }: FoundConflict): string {
  const when = `from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  if (freeze) return `A freeze of ${nameOf(freeze)}, ${when}.`;
  const on = change?.services.join(', ') ?? '';
  return `Another change of ${on} (${change?.reference ?? ''}), ${when}: both owners have to accept it.`;
}

function nameOf({ scope }: Freeze): string {
  if (scope.kind === 'service') return scope.service;
  return scope.kind === 'institution' ? scope.institution : 'the consortium';
}
