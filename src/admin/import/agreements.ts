import type { Transaction } from '../../database/index.js';
import { leafChanges, localDate, type FieldChange } from '../../kernel/index.js';
import {
  admitNotice,
  changeAgreement,
  endAgreement,
  installAgreement,
  proposedVersion,
  standingAgreements,
  type ProposalInput,
  type ProposedVersion,
  type StandingAgreement,
  type StandingVersion,
} from '../../modules/catalogue/index.js';
import { standingInstitutions } from '../../modules/institutions/index.js';
import { findZone } from '../../modules/service-hours/index.js';
import { effectOf, hoursChanges, hoursInput, instantOf, remarkEffect } from './effects.js';
import { HoursDto } from './fields.js';
import { type AgreementInFileDto, type TermsDto } from './agreements.dto.js';
import { count } from './institutions.js';
import { inWords, type Plan } from './plan.js';

type At = readonly (string | number)[];

/** Where a lead provider is, and when it works by default. */
interface Lead {
  timeZone: string;
  holidayRegion: string;
  hours: HoursDto | undefined;
}

interface Around {
  id: string;
  name: string;
  at: At;
  institutionId: string;
  serviceId: string;
  leadProviderId: string;
  lead: Lead;
}

/** Agreements, known by who uses what from which day on. */
export async function planAgreements(
  tx: Transaction,
  plan: Plan,
  leadsOfServices: ReadonlyMap<string, string>,
): Promise<void> {
  const standing = await standingAgreements(tx);
  const places = await leadsOf(tx, plan);
  const sets = new Map<string, TermsDto>();
  const named = new Set<string>();
  for (const { entry, at } of plan.entries('terms'))
    if (plan.once(named, entry.name, [...at, 'name'], 'terms')) sets.set(entry.name, entry);
  const seen = new Set<string>();
  const met = new Set<string>();
  const periods: { institutionId: string; serviceId: string; startsOn: string; endsOn: string | null }[] = [];
  for (const { entry, at } of plan.entries('agreements')) {
    const name = `${entry.institution} ${entry.service} from ${entry.startsOn}`;
    const institutionId = plan.find(plan.institutions, entry.institution, [...at, 'institution'], 'institution');
    const serviceId = plan.find(plan.services, entry.service, [...at, 'service'], 'service');
    const leadProviderId =
      entry.leadProvider === undefined
        ? leadsOfServices.get(entry.service)
        : plan.find(plan.institutions, entry.leadProvider, [...at, 'leadProvider'], 'institution');
    if (!plan.once(seen, name, at, 'agreement')) continue;
    const terms = entry.terms === undefined ? undefined : sets.get(entry.terms);
    if (entry.terms !== undefined && !terms) plan.tell([...at, 'terms'], `no terms are called ${entry.terms}`);
    const lead = places.get(leadProviderId ?? '');
    if (institutionId === undefined || serviceId === undefined || leadProviderId === undefined || !lead) continue;
    const before = standing.find(
      (one) => one.institutionId === institutionId && one.serviceId === serviceId && one.startsOn === entry.startsOn,
    );
    if (before) met.add(before.id);
    const endsOn = entry.endsOn ?? before?.endsOn ?? null;
    if (endsOn !== null && endsOn < entry.startsOn) plan.tell([...at, 'endsOn'], 'ends before it starts');
    const others = [...periods, ...standing.filter((one) => one.startsOn !== entry.startsOn)];
    const isOver = others.some(
      (one) =>
        one.institutionId === institutionId &&
        one.serviceId === serviceId &&
        one.startsOn <= (endsOn ?? '9') &&
        entry.startsOn <= (one.endsOn ?? '9'),
    );
    if (isOver) plan.tell([...at, 'startsOn'], 'at that time another agreement about this service runs');
    periods.push({ institutionId, serviceId, startsOn: entry.startsOn, endsOn });
    const id = before?.id ?? plan.id();
    const around = { id, name, at, institutionId, serviceId, leadProviderId, lead };
    // what the agreement says itself wins over the set with a name
    const own = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
    const said = Object.assign({}, terms, own) as AgreementInFileDto;
    if (before) planChange(plan, said, before, around);
    else planNew(plan, said, around);
  }
  count(plan, 'agreements', standing.filter(({ id }) => !met.has(id)).length);
}

function planNew(plan: Plan, said: AgreementInFileDto, around: Around): void {
  const { id, name, at, institutionId, serviceId, leadProviderId, lead } = around;
  if (said.notice) plan.tell([...at, 'notice'], 'of an agreement that begins no notice is given');
  const effectiveFrom = instantOf(said.effectiveFrom ?? said.startsOn, lead.timeZone);
  const version = judged(plan, at, inputOf(said, lead, effectiveFrom, lead.hours), undefined, plan.now);
  const agreement = {
    id,
    institutionId,
    serviceId,
    leadProviderId,
    startsOn: said.startsOn,
    endsOn: said.endsOn ?? null,
  };
  const signed = said.signed ?? null;
  if (version)
    plan.add([`+ agreement ${name}${version.binding ? '' : ' (pilot)'}, agreed by both sides`], (tx, keeper) =>
      installAgreement(tx, keeper, agreement, version, signed),
    );
}

function planChange(plan: Plan, said: AgreementInFileDto, before: StandingAgreement, around: Around): void {
  const { name, at, leadProviderId, lead } = around;
  const { id, institutionId } = before;
  if (before.leadProviderId !== leadProviderId)
    plan.tell([...at, 'leadProvider'], 'an agreement keeps its lead provider: end it, and begin another');
  planEnd(plan, said, before, around);
  const open = before.versions.find(({ state }) => state === 'proposed');
  const accepted = before.versions.find(({ state }) => state === 'accepted');
  if (!accepted) return;
  const changes = changesOf(plan, said, accepted, around);
  if (!changes) return;
  if (changes.length === 0) {
    plan.same('agreements');
    remarkEffect(plan, `agreement ${name}`, said, accepted.effectiveFrom, lead.timeZone);
    return;
  }
  if (open) {
    if (changesOf(plan, said, open, around)?.length === 0) {
      plan.notes.push(`agreement ${name}: version ${String(open.number)} says this, and waits to be accepted`);
      return;
    }
    plan.tell(
      at,
      `version ${String(open.number)} is proposed and not decided: have it accepted, rejected or withdrawn first`,
    );
    return;
  }
  const { signed } = said;
  const effect = effectOf(plan, at, said, { timeZone: lead.timeZone, reason: signed, reasonField: 'signed' });
  if (!effect) return;
  const input = inputOf(said, lead, effect, undefined);
  if (!judged(plan, at, input, accepted, plan.now)) return;
  const retroactive = said.retroactive === true;
  const body = { ...input, retroactive, ...(signed === undefined ? {} : { reason: signed }) };
  const end =
    signed === undefined ? 'proposed by the lead provider, to be accepted' : 'accepted by both sides, as signed';
  plan.add([...inWords(`agreement ${name}`, changes), `  from ${effect.toISOString()} on: ${end}`], (tx, keeper) =>
    changeAgreement(
      tx,
      keeper,
      { id, institutionId, leadProviderId },
      body as Parameters<typeof changeAgreement>[3],
      signed,
    ),
  );
}

function planEnd(plan: Plan, { endsOn, notice }: AgreementInFileDto, before: StandingAgreement, around: Around): void {
  const { name, at, institutionId, leadProviderId, lead } = around;
  if (endsOn === undefined || endsOn === before.endsOn) return;
  if (!notice) {
    plan.tell([...at, 'endsOn'], 'an agreement ends on another day by a notice: say notice, with by and reason');
    return;
  }
  const by = plan.find(plan.institutions, notice.by, [...at, 'notice', 'by'], 'institution');
  if (by === undefined) return;
  if (by !== institutionId && by !== leadProviderId) {
    plan.tell([...at, 'notice', 'by'], `${notice.by} is no side of this agreement`);
    return;
  }
  const today = localDate(plan.now, lead.timeZone);
  const isEnded = before.endsOn !== null && before.endsOn < today;
  const admitted = admitNotice({ isEnded, noticeGiven: before.isNoticeGiven, endsOn: before.endsOn }, endsOn, today);
  if (!admitted.ok) {
    plan.tell([...at, 'endsOn'], admitted.refusal.detail);
    return;
  }
  const lines = inWords(`agreement ${name}`, [{ field: 'endsOn', from: before.endsOn, to: endsOn }]);
  plan.add([...lines, `  by notice of ${notice.by}`], (tx, keeper) =>
    endAgreement(tx, keeper, { id: before.id, institutionId, leadProviderId }, { by, endsOn, reason: notice.reason }),
  );
}

/** In what a version would differ if the file were agreed on; undefined where the file cannot be agreed on. */
function changesOf(
  plan: Plan,
  said: AgreementInFileDto,
  version: StandingVersion,
  { at, lead }: Around,
): FieldChange[] | undefined {
  const input = inputOf(said, lead, version.effectiveFrom, undefined);
  const wanted = judged(plan, at, input, version, version.recordedAt ?? plan.now);
  if (!wanted) return undefined;
  const terms = ({ binding, tacitTransmission, alsoPauses, targets, warnings, maintenance }: ProposedVersion) => ({
    ...{ binding, tacitTransmission, alsoPauses: [...alsoPauses].sort(), targets, warnings, maintenance },
  });
  const { name: before, ...from } = version.hours;
  const { name, ...to } = wanted.hours;
  const renamed = leafChanges(before, name, 'hours.name');
  return [...leafChanges(terms(version), terms(wanted)), ...renamed, ...hoursChanges(from, to, 'hours')];
}

function inputOf(said: TermsDto, lead: Lead, effectiveFrom: Date, usual: HoursDto | undefined): ProposalInput {
  const { targets, warnings, alsoPauses, binding, tacitTransmission, maintenance } = said;
  const hours = said.hours ?? usual;
  return {
    effectiveFrom: effectiveFrom.toISOString(),
    ...{ targets, warnings, maintenance },
    ...(alsoPauses === undefined ? {} : { alsoPauses }),
    ...(binding === undefined ? {} : { binding }),
    ...(tacitTransmission === undefined ? {} : { tacitTransmission }),
    ...(hours && { hours: { ...hoursInput(hours, lead), ...(hours.name === undefined ? {} : { name: hours.name }) } }),
  };
}

function judged(
  plan: Plan,
  at: At,
  input: ProposalInput,
  base: ProposedVersion | undefined,
  known: Date,
): ProposedVersion | undefined {
  const outcome = proposedVersion(input, base, known);
  if (outcome.ok) return outcome.value;
  plan.tellBelow(at, outcome.refusal.errors ?? []);
  return undefined;
}

/** By id, of the file and of the database: where it is, and the hours of its default site. */
async function leadsOf(tx: Transaction, plan: Plan): Promise<ReadonlyMap<string, Lead>> {
  const leads = new Map<string, Lead>();
  for (const { id, timeZone, holidayRegion } of await standingInstitutions(tx))
    leads.set(id, { timeZone, holidayRegion, hours: undefined });
  for (const { entry } of plan.entries('institutions')) {
    const { code, timeZone, holidayRegion, sites = [] } = entry;
    const site = sites.find((one) => one.default === true) ?? sites[0];
    const id = plan.institutions.get(code);
    const hours =
      site?.hours &&
      Object.assign(new HoursDto(), site.hours, { timeZone: site.hours.timeZone ?? site.timeZone ?? timeZone });
    if (id !== undefined && findZone(timeZone))
      leads.set(id, { timeZone, holidayRegion: site?.holidayRegion ?? holidayRegion, hours });
  }
  return leads;
}
