import type { InstitutionName } from '../../mail/index.js';
import type { Escalation } from '../../tickets/index.js';
import type { StoredTimer } from '../../timers/index.js';

/** A ticket as letters need it. */
export interface TicketNews {
  id: string;
  reference: string;
  title: string;
  kind: 'incident' | 'request';
  priority: string;
  institutionId: string;
  siteId: string;
  agreementId: string | null;
  serviceId: string;
  service: InstitutionName;
  requesterId: string;
  openedBy: string;
  nextActor: 'user_institution' | 'provider' | 'requester' | 'third_party' | 'nobody';
  nextActorInstitutionId: string | null;
}

/** A text on the ticket, with the keys of those who may read it. */
export interface NewsText {
  body: string;
  audience: string;
  readers: readonly string[];
}

/**
 * What one institution knows of a ticket when it writes to its people: all of it was read behind its wall. Names are of
 * people whom it knows: colleagues, and staff of others who have written where it may read.
 */
export interface Briefing {
  /** The institution that writes. */
  institution: InstitutionName & { id: string };
  ticket: TicketNews;
  institutions: ReadonlyMap<string, InstitutionName>;
  escalations: readonly (Pick<Escalation, 'n' | 'function' | 'holderId' | 'requesterName'> &
    Partial<Pick<Escalation, 'externalName'>>)[];
  timers: readonly Pick<StoredTimer, 'side' | 'state' | 'dueAt'>[];
  texts: ReadonlyMap<string, NewsText>;
  descriptionId?: string | undefined;
  /** By the number of the escalation that was forwarded: the id of the reason. */
  forwardings: ReadonlyMap<number, string>;
  names: ReadonlyMap<string, string>;
  /** Names of files that events name, by their ids. */
  files: ReadonlyMap<string, string>;
  /** Names of tasks that events name, by their ids. */
  tasks?: ReadonlyMap<string, string>;
  /** Where people find the program, without a slash at the end. */
  publicUrl: string;
}
