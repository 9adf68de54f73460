import { existsSync, readFileSync } from 'node:fs';
import type { ServiceFunction } from '../modules/catalogue/index.js';
import type { Weekly } from '../modules/service-hours/index.js';

/**
 * The consortium of the demonstration, as data/consortium.json tells it: institutions that host services for one
 * another. What the file says in words (who has an agreement, which are pilots, when they began) stands below as data.
 */
export interface Consortium {
  institutions: ConsortiumInstitution[];
  services: ConsortiumService[];
  commitments: { businessHours: { weekly: Weekly } };
  maintenanceWindows: { weekly: Weekly; timeZone: string };
  targets: Record<'incident' | 'request', Record<string, { provider?: Target; user?: Target }>> & {
    warningsPercent: Record<string, number[]>;
  };
}

export interface ConsortiumInstitution {
  code: string;
  name: string;
  domain: string;
  timeZone: string;
  holidayRegion: string;
  locale: string;
  /** Left out: one site, called MAIN. */
  sites?: ConsortiumSite[];
}

export interface ConsortiumSite {
  code: string;
  timeZone: string;
  holidayRegion: string;
  default?: boolean;
}

export interface ConsortiumService {
  code: string;
  name: string;
  users?: number;
  tenants?: number;
  leadProvider: string;
  components?: string[];
  responsibilities: { function: ServiceFunction; holders: (string | { external: string; address: string })[] }[];
}

interface Target {
  response: number;
  resolution: number;
}

/** Midnight of that day in Paris. */
export const AGREED_FROM = { date: '2025-09-01', instant: new Date('2025-09-01T00:00:00+02:00') } as const;

/** Coordinates, and uses nothing itself. */
const WITHOUT_AGREEMENTS = 'ESUP';

const pilots = ['UNC/OAE', 'UPF/OAE', 'UGUYANE/POD'];

export function readConsortium(): Consortium {
  // the compiler leaves data where it is, so the compiled program looks for it beside the sources
  const places = ['./data/consortium.json', '../../../src/demo/data/consortium.json'];
  const file = places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (!file) throw new Error('the demonstration data (src/demo/data/consortium.json) is missing');
  return JSON.parse(readFileSync(file, 'utf8')) as Consortium;
}

export function sitesOf({ sites, timeZone, holidayRegion }: ConsortiumInstitution): ConsortiumSite[] {
  return sites ?? [{ code: 'MAIN', timeZone, holidayRegion, default: true }];
}

/** Every institution but the coordination has an agreement for every service; the first to host it has one with itself. */
export function agreementsOf({ institutions, services }: Consortium) {
  const users = institutions.filter(({ code }) => code !== WITHOUT_AGREEMENTS);
  return services.flatMap((service) =>
    users.map(({ code }) => ({
      institution: code,
      service: service.code,
      leadProvider: service.leadProvider,
      binding: !pilots.includes(`${code}/${service.code}`),
    })),
  );
}

/** What one side promises, without what it does not promise. */
export function targetsOf({ targets }: Consortium, side: 'user' | 'provider') {
  const promised = (kind: 'incident' | 'request') =>
    Object.fromEntries(
      Object.entries(targets[kind]).flatMap(([priority, { [side]: target }]) => (target ? [[priority, target]] : [])),
    );
  const kinds = { incident: promised('incident'), request: promised('request') };
  return Object.fromEntries(Object.entries(kinds).filter(([, promises]) => Object.keys(promises).length > 0));
}
