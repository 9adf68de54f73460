import type { Interval } from '../../kernel/index.js';
import type { ChangeClass, AskedClass, ClassReason, RiskLevel } from './domain/classing.js';
import type { Assessment } from './domain/risk.js';
import type { Outcome } from './domain/reviewing.js';
import type { ChangeState } from './domain/states.js';

export const environments = ['production', 'preproduction', 'test'] as const;
export type Environment = (typeof environments)[number];

interface Named {
  code: string;
  name: string;
}

/** What whoever may know of a change reads. Instants are those of the database; a window is [from, to). */
export interface Change {
  id: string;
  institutionId: string;
  institution: Named;
  reference: string;
  title: string;
  /** For those affected: what for, and what they will notice. */
  why: string;
  serviceIds: string[];
  services: Named[];
  componentIds: string[];
  components: { service: string; code: string }[];
  environments: Environment[];
  asked: AskedClass;
  class: ChangeClass;
  classReasons: ClassReason[];
  tenantId: string | null;
  tenant: Named | null;
  askedBy: Named | null;
  state: ChangeState;
  outcome: Outcome | null;
  windowFrom: Date | null;
  windowTo: Date | null;
  /** Planned, and once it ended the real one. */
  interruptionMinutes: number;
  interruptedMinutes: number | null;
  risk: RiskLevel;
  announcedAt: Date | null;
  decidedAt: Date | null;
  heldAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  closedAt: Date | null;
  listedAt: Date;
  version: number;
  updatedAt: Date;
  release: { reference: string; version: string; kind: 'minor' | 'major' } | null;
  /** Null for everybody but those who make it, and those who vote on it. */
  inside: Inside | null;
}

/** Of those who make it, and those who vote. */
export interface Inside {
  plan: string;
  tests: string;
  backoutPlan: string;
  /** Null: it cannot be undone. */
  backoutMinutes: number | null;
  wasTried: boolean;
  losesFunction: boolean;
  takesPersonalData: boolean;
  isMajorVersion: boolean;
  modelId: string | null;
  questionnaireId: string | null;
  answers: Record<string, string>;
  assessment: Assessment | null;
  implementerIds: string[];
  authorId: string;
  /** Whoever wrote on it where it is made. */
  handIds: string[];
  ownerId: string;
  emergencyReason: string | null;
  emergencyAt: string | null;
  version: number;
}

/** An institution that a change concerns, as those who make it see it. */
export interface Party {
  institutionId: string;
  institution: Named;
  kind: 'affected' | 'tenant' | 'board' | 'asker';
  serviceIds: string[];
  addedReason: string | null;
  shownAt: Date | null;
  /** Of an affected institution: when it took note of the last announcement. */
  acknowledgedAt: Date | null;
}

/** When it is to be made; undefined before anybody has said. */
export function windowOf({ windowFrom, windowTo }: Pick<Change, 'windowFrom' | 'windowTo'>): Interval | undefined {
  return windowFrom && windowTo ? { from: windowFrom.getTime(), to: windowTo.getTime() } : undefined;
}
