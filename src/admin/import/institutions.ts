import { changedFields, leafChanges, isSame } from '../../kernel/index.js';
import {
  changeTargets,
  installTargets,
  parseTargets,
  parseWarnings,
  standingTargets,
  usualWarnings,
} from '../../modules/catalogue/index.js';
import {
  addInstitution,
  addSite,
  changeInstitution,
  changeSite,
  standingInstitutions,
  type StandingInstitution,
  type StandingSite,
} from '../../modules/institutions/index.js';
import {
  changeHours,
  findZone,
  holidaysOf,
  installHours,
  standingHours,
  type StandingHours,
} from '../../modules/service-hours/index.js';
import type { FieldError } from '../../kernel/index.js';
import type { Transaction } from '../../database/index.js';
import { effectOf, hoursChanges, hoursInput, hoursOf, instantOf, remarkEffect } from './effects.js';
import type { InstitutionInFileDto, SiteInFileDto } from './institutions.dto.js';
import { inWords, type Plan } from './plan.js';

type At = readonly (string | number)[];
type Targets = Awaited<ReturnType<typeof standingTargets>>;

/** Institutions, their sites with their hours, and what they promise their own people. */
export async function planInstitutions(tx: Transaction, plan: Plan): Promise<void> {
  const standing = await standingInstitutions(tx);
  const hours = await standingHours(tx);
  for (const one of standing) {
    plan.institutions.set(one.code, one.id);
    for (const site of one.sites) plan.sites.set(`${one.code}/${site.code}`, site.id);
  }
  const seen = new Set<string>();
  const entries = plan
    .entries('institutions')
    .filter(({ entry, at }) => plan.once(seen, entry.code, [...at, 'code'], 'institution'));
  // one whose shape is wrong may be referred to all the same: that is not a second mistake
  for (const { code } of (plan.file.institutions as { code?: unknown }[] | undefined) ?? [])
    if (typeof code === 'string' && !plan.institutions.has(code)) plan.institutions.set(code, plan.id());
  const known = standing.filter(({ code }) => seen.has(code));
  const targets = await standingTargets(
    tx,
    known.map(({ id }) => id),
  );
  for (const { entry, at } of entries) {
    const before = known.find(({ code }) => code === entry.code);
    const id = plan.institutions.get(entry.code) ?? '';
    judgePlace(plan, entry, at);
    planInstitution(plan, entry, id, before);
    planSites(plan, entry, at, { id, before, hours });
    planTargets(plan, entry, at, { id, targets });
    const named = new Set(entry.sites?.map(({ code }) => code));
    count(plan, 'sites', before?.sites.filter(({ code }) => entry.sites !== undefined && !named.has(code)).length ?? 0);
  }
  count(plan, 'institutions', standing.length - known.length);
}

export function count(plan: Plan, kind: string, more: number): void {
  plan.left.set(kind, (plan.left.get(kind) ?? 0) + more);
}

function planInstitution(
  plan: Plan,
  entry: InstitutionInFileDto,
  id: string,
  before: StandingInstitution | undefined,
): void {
  const { code, name, domain, timeZone, holidayRegion, locale } = entry;
  const fields = { name, domain, timeZone, holidayRegion, locale };
  if (!before) {
    plan.add([`+ institution ${code}: ${name}`], (tx, keeper) => addInstitution(tx, keeper, { id, code, ...fields }));
    return;
  }
  const changes = changedFields(before, fields);
  if (changes.length === 0) plan.same('institutions');
  else plan.add(inWords(`institution ${code}`, changes), (tx, keeper) => changeInstitution(tx, keeper, id, changes));
}

interface Around {
  id: string;
  before: StandingInstitution | undefined;
  hours: readonly StandingHours[];
}

function planSites(plan: Plan, entry: InstitutionInFileDto, at: At, around: Around): void {
  const { timeZone, holidayRegion } = entry;
  // an institution has a place to work at, also where nobody says so
  const said: SiteInFileDto[] =
    entry.sites ?? (around.before ? [] : [{ code: 'MAIN', timeZone, holidayRegion, default: true }]);
  const seen = new Set<string>();
  const kept = (around.before?.sites ?? []).filter(({ code }) => !said.some((site) => site.code === code));
  const defaults = [
    ...said.filter((site) => site.default ?? said.length === 1),
    ...kept.filter(({ isDefault }) => isDefault),
  ];
  if (said.length > 0 && defaults.length !== 1)
    plan.tell([...at, 'sites'], `one site is the default one, and ${String(defaults.length)} are`);
  said.forEach((site, index) => {
    const here = [...at, 'sites', index];
    if (!plan.once(seen, site.code, [...here, 'code'], 'site')) return;
    judgePlace(plan, site, here);
    const isDefault = site.default ?? said.length === 1;
    const fields = {
      timeZone: site.timeZone ?? timeZone,
      holidayRegion: site.holidayRegion ?? holidayRegion,
      isDefault,
    };
    planSite(plan, { code: site.code, said: site, fields, at: here, name: `${entry.code}/${site.code}` }, around);
  });
}

interface OneSite {
  code: string;
  name: string;
  said: SiteInFileDto;
  fields: { timeZone: string; holidayRegion: string; isDefault: boolean };
  at: At;
}

function planSite(plan: Plan, site: OneSite, { id: institutionId, before, hours }: Around): void {
  const { code, name, fields } = site;
  const standing = before?.sites.find((one) => one.code === code);
  const id = standing?.id ?? plan.id();
  plan.sites.set(name, id);
  const serviceHoursId = planHours(plan, site, institutionId, standing, hours);
  if (!standing) {
    const row = { id, institutionId, code, ...fields, serviceHoursId };
    plan.add([`+ site ${name}`], (tx, keeper) => addSite(tx, keeper, row));
    return;
  }
  const changes = changedFields<StandingSite>(standing, { ...fields, serviceHoursId: serviceHoursId ?? undefined });
  const told = changes.filter(({ field }) => field !== 'serviceHoursId');
  if (changes.length === 0) plan.same('sites');
  else plan.add(inWords(`site ${name}`, told), (tx, keeper) => changeSite(tx, keeper, { id, institutionId }, changes));
}

/** The id of the hours by which the site works. */
function planHours(
  plan: Plan,
  { said: { hours: said }, fields, at, name, code }: OneSite,
  institutionId: string,
  site: StandingSite | undefined,
  all: readonly StandingHours[],
): string | null {
  const before = all.find(({ id }) => id === site?.serviceHoursId);
  if (!said) return before?.id ?? null;
  const here = [...at, 'hours'];
  const input = hoursInput(said, fields);
  if (!findZone(input.timeZone)) return null;
  if (!before) {
    const effectiveFrom = said.effectiveFrom === undefined ? plan.now : instantOf(said.effectiveFrom, input.timeZone);
    const stored = hoursOf(plan, here, input, effectiveFrom, plan.now);
    const hours = { id: plan.id(), institutionId, name: said.name ?? `Heures d'ouverture (${code})` };
    const first = { effectiveFrom, reason: said.reason ?? null };
    if (stored)
      plan.add([`+ hours of ${name}: ${hours.name}`], (tx, keeper) =>
        installHours(tx, keeper, hours, { ...first, stored }),
      );
    return hours.id;
  }
  const stored = hoursOf(plan, here, input, before.effectiveFrom, before.recordedAt);
  if (!stored) return before.id;
  const changes = hoursChanges(before, stored);
  if (changes.length === 0) {
    remarkEffect(plan, `hours of ${name}`, said, before.effectiveFrom, input.timeZone);
    return before.id;
  }
  const { reason } = said;
  const effect = effectOf(plan, here, said, { timeZone: input.timeZone, reason, reasonField: 'reason' });
  if (effect) {
    const { holidayRegion, ...rest } = input;
    const { retroactive = false } = said;
    const body = {
      ...{ ...rest, ...(holidayRegion === null ? {} : { holidayRegion }) },
      ...{ effectiveFrom: effect.toISOString(), retroactive, ...(reason === undefined ? {} : { reason }) },
    };
    plan.add([...inWords(`hours of ${name}`, changes), `  from ${effect.toISOString()} on`], (tx, keeper) =>
      changeHours(tx, keeper, { id: before.id, institutionId }, body),
    );
  }
  return before.id;
}

function planTargets(
  plan: Plan,
  { code, timeZone, targets: said }: InstitutionInFileDto,
  at: At,
  { id, targets: all }: { id: string; targets: Targets },
): void {
  if (!said) return;
  const here = [...at, 'targets'];
  const errors: FieldError[] = [];
  const { incident, request, warnings: saidWarnings, alsoPauses } = said;
  const targets = parseTargets({ ...(incident && { incident }), ...(request && { request }) }, errors);
  const before = all.get(id);
  const warnings = saidWarnings ? parseWarnings(saidWarnings, errors) : (before?.warnings ?? usualWarnings);
  // the kinds stand in the field itself
  plan.tellBelow(
    here,
    errors.map((error) => ({ ...error, pointer: error.pointer.replace(/^\/targets/, '') })),
  );
  if (errors.length > 0 || !findZone(timeZone)) return;
  const wanted = { targets, warnings, alsoPauses: alsoPauses ?? before?.alsoPauses ?? [] };
  const reason = said.reason;
  if (!before) {
    const effectiveFrom = said.effectiveFrom === undefined ? plan.now : instantOf(said.effectiveFrom, timeZone);
    const first = { ...wanted, effectiveFrom, reason: reason ?? null };
    plan.add([`+ targets of ${code} for its own people`], (tx, keeper) => installTargets(tx, keeper, id, first));
    return;
  }
  const standing = { targets: before.targets, warnings: before.warnings, alsoPauses: before.alsoPauses };
  if (isSame(standing, wanted)) {
    plan.same('targets of institutions');
    remarkEffect(plan, `targets of ${code}`, said, before.effectiveFrom, timeZone);
    return;
  }
  const effect = effectOf(plan, here, said, { timeZone, reason, reasonField: 'reason' });
  if (!effect) return;
  const retroactive = said.retroactive === true;
  const body = {
    ...wanted,
    retroactive,
    effectiveFrom: effect.toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
  const lines = [...inWords(`targets of ${code}`, leafChanges(standing, wanted)), `  from ${effect.toISOString()} on`];
  plan.add(lines, (tx, keeper) => changeTargets(tx, keeper, id, body));
}

function judgePlace(plan: Plan, said: { timeZone?: string; holidayRegion?: string }, at: At): void {
  if (said.timeZone !== undefined && !findZone(said.timeZone))
    plan.tell([...at, 'timeZone'], `${said.timeZone} is no time zone, as Europe/Paris is`);
  if (said.holidayRegion === undefined) return;
  const found = holidaysOf(said.holidayRegion, plan.now.getUTCFullYear());
  if (!found.ok) plan.tell([...at, 'holidayRegion'], found.refusal.detail);
}
