import { Injectable } from '@nestjs/common';
import type { Actor, Transaction } from '../../../database/index.js';
import { DAY_MS, invalid } from '../../../kernel/index.js';
import { serviceByCode, type Service } from '../../catalogue/index.js';
import { colleague } from '../../identity/index.js';
import { institutionByCode } from '../../institutions/index.js';
import type { Change, Environment } from '../change.js';
import { insideOf } from '../moves/change-desk.js';
import type { Written, WrittenInside } from '../stores/change-writing.store.js';
import type { AskedClass } from '../domain/classing.js';
import { ChangeModelsStore } from '../standing/models/models.store.js';

/** What somebody writes of a change. People by id, everything else by code. */
export interface Said {
  services?: readonly string[] | undefined;
  title: string;
  why: string;
  kind: AskedClass;
  components?: readonly { service: string; code: string }[] | undefined;
  environments?: readonly Environment[] | undefined;
  tenant?: string | null | undefined;
  window?: { from: Date; to: Date } | null | undefined;
  interruptionMinutes?: number | undefined;
  plan?: string | undefined;
  tests?: string | undefined;
  backoutPlan?: string | undefined;
  backoutMinutes?: number | null | undefined;
  wasTried?: boolean | undefined;
  losesFunction?: boolean | undefined;
  takesPersonalData?: boolean | undefined;
  isMajorVersion?: boolean | undefined;
  /** Of the questionnaire of its first service: question to choice. */
  answers?: Readonly<Record<string, string>> | undefined;
  /** The model that it follows, by id. */
  model?: string | null | undefined;
  implementers?: readonly string[] | undefined;
  owner?: string | undefined;
  emergencyReason?: string | null | undefined;
}

const LONGEST_WINDOW = 7 * DAY_MS;
const FARTHEST = 2 * 366 * DAY_MS;

/** Turns what somebody says into what is kept; every id and code is read under the wall first. */
@Injectable()
export class Drafting {
  constructor(private readonly models: ChangeModelsStore) {}

  async servicesOf(tx: Transaction, codes: readonly string[]): Promise<Service[]> {
    const found: Service[] = [];
    for (const code of new Set(codes)) {
      const service = await serviceByCode(tx, code);
      if (!service) throw invalid('services', 'unknown_service', 'No such service.');
      found.push(service);
    }
    return found;
  }

  async drafted(
    tx: Transaction,
    actor: Actor,
    said: Said,
    services: readonly { id: string }[],
    at: Date,
  ): Promise<{ written: Written; inside: WrittenInside }> {
    const empty: Written = {
      title: said.title,
      why: said.why,
      serviceIds: services.map(({ id }) => id),
      componentIds: [],
      environments: ['production'],
      asked: said.kind,
      tenantId: null,
      windowFrom: null,
      windowTo: null,
      interruptionMinutes: 0,
    };
    const blank: WrittenInside = {
      plan: '',
      tests: '',
      backoutPlan: '',
      backoutMinutes: null,
      wasTried: false,
      losesFunction: false,
      takesPersonalData: false,
      isMajorVersion: false,
      modelId: null,
      answers: {},
      implementerIds: [],
      ownerId: actor.personId,
      emergencyReason: null,
    };
    return this.merged(tx, empty, blank, said, at);
  }

  async edited(
    tx: Transaction,
    _actor: Actor,
    change: Change,
    said: Partial<Said>,
    at: Date,
  ): Promise<{ written: Written; inside: WrittenInside }> {
    const services = said.services && (await this.servicesOf(tx, said.services));
    const written = services ? { ...change, serviceIds: services.map(({ id }) => id) } : change;
    return this.merged(tx, written, insideOf(change), said, at);
  }

  private async merged(
    tx: Transaction,
    written: Written,
    inside: WrittenInside,
    said: Partial<Said>,
    at: Date,
  ): Promise<{ written: Written; inside: WrittenInside }> {
    const { window } = said;
    if (window) judgeWindow(window, at);
    const asked = said.kind ?? written.asked;
    const tenantId = said.tenant === undefined ? written.tenantId : await this.tenantOf(tx, said.tenant);
    if (asked === 'own_tenant' && tenantId === null)
      throw invalid('tenant', 'tenant_required', 'Whose tenant it is has to be said.');
    const emergencyReason = said.emergencyReason === undefined ? inside.emergencyReason : said.emergencyReason;
    if (asked === 'emergency' && emergencyReason === null)
      throw invalid('emergencyReason', 'reason_required', 'Why it cannot wait has to be said.');
    return {
      written: {
        title: said.title ?? written.title,
        why: said.why ?? written.why,
        serviceIds: written.serviceIds,
        componentIds: said.components
          ? await this.componentsOf(tx, written.serviceIds, said.components)
          : written.componentIds,
        environments: said.environments ? [...new Set(said.environments)] : written.environments,
        asked,
        tenantId: asked === 'own_tenant' ? tenantId : null,
        windowFrom: window === undefined ? written.windowFrom : (window?.from ?? null),
        windowTo: window === undefined ? written.windowTo : (window?.to ?? null),
        interruptionMinutes: said.interruptionMinutes ?? written.interruptionMinutes,
      },
      inside: {
        plan: said.plan ?? inside.plan,
        tests: said.tests ?? inside.tests,
        backoutPlan: said.backoutPlan ?? inside.backoutPlan,
        backoutMinutes: said.backoutMinutes === undefined ? inside.backoutMinutes : said.backoutMinutes,
        wasTried: said.wasTried ?? inside.wasTried,
        losesFunction: said.losesFunction ?? inside.losesFunction,
        takesPersonalData: said.takesPersonalData ?? inside.takesPersonalData,
        isMajorVersion: said.isMajorVersion ?? inside.isMajorVersion,
        modelId: said.model === undefined ? inside.modelId : await this.modelOf(tx, written.serviceIds, said.model),
        answers: said.answers ? { ...said.answers } : inside.answers,
        implementerIds: said.implementers ? await colleaguesOf(tx, said.implementers) : inside.implementerIds,
        ownerId: said.owner === undefined ? inside.ownerId : ((await colleaguesOf(tx, [said.owner], 'owner'))[0] ?? ''),
        emergencyReason,
      },
    };
  }

  private async tenantOf(tx: Transaction, code: string | null): Promise<string | null> {
    if (code === null) return null;
    const institution = await institutionByCode(tx, code);
    if (!institution) throw invalid('tenant', 'unknown_institution', 'No such institution.');
    return institution.id;
  }

  private async modelOf(tx: Transaction, serviceIds: readonly string[], id: string | null): Promise<string | null> {
    if (id === null) return null;
    const model = await this.models.find(tx, id);
    if (!model || !serviceIds.every((serviceId) => serviceId === model.serviceId))
      throw invalid('model', 'unknown_model', 'This is no model of changes of its service.');
    return model.id;
  }

  private async componentsOf(
    tx: Transaction,
    serviceIds: readonly string[],
    said: readonly { service: string; code: string }[],
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select k.id
         from component k
         join service s on s.id = k.service_id
         join jsonb_to_recordset($2::jsonb) as said(service text, code text) on said.service = s.code and said.code = k.code
        where s.id = any ($1::uuid[])`,
      [serviceIds, JSON.stringify(said)],
    );
    if (rows.length < new Set(said.map(({ service, code }) => `${service}/${code}`)).size)
      throw invalid('components', 'unknown_component', 'One of these is no component of the services of the change.');
    return rows.map(({ id }) => id);
  }
}

async function colleaguesOf(tx: Transaction, ids: readonly string[], field = 'implementers'): Promise<string[]> {
  const wanted = [...new Set(ids)];
  for (const id of wanted) {
    if (!(await colleague(tx, id)))
      throw invalid(field, 'unknown_person', 'One of these is nobody of the institution that makes the change.');
  }
  return wanted;
}

function judgeWindow({ from, to }: { from: Date; to: Date }, now: Date): void {
  const length = to.getTime() - from.getTime();
  if (length <= 0) throw invalid('window', 'window_ends_first', 'A window ends after it begins.');
  if (to <= now) throw invalid('window', 'window_over', 'A window ends in the future.');
  if (length > LONGEST_WINDOW) throw invalid('window', 'window_too_long', 'A window is at most seven days.');
  if (from.getTime() > now.getTime() + FARTHEST)
    throw invalid('window', 'window_too_far', 'A window begins within two years.');
}
