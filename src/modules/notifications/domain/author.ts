import { SYSTEM_PERSON } from '../../../kernel/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import type { Author, InstitutionName, Locale } from '../../mail/index.js';
import type { Briefing } from './briefing.js';
import type { Part } from './recipients.js';

const words: Record<Locale, { userOf: string; ofSide: Record<'user' | 'provider', string> }> = {
  fr: { userOf: 'un usager de', ofSide: { user: 'Un SPOC', provider: 'L’équipe' } },
  en: { userOf: 'a user of', ofSide: { user: 'A SPOC', provider: 'The team' } },
};

/** Whoever the event is from, as readers of one part may know them: a provider knows a requester only if ticked. */
export function authorOf(
  event: Pick<RecordedEvent, 'actorId' | 'actorInstitutionId' | 'actorSide'>,
  part: Part,
  briefing: Briefing,
  locale: Locale,
): Author {
  const institution = institutionNamed(event.actorInstitutionId, briefing);
  if (event.actorId === SYSTEM_PERSON) return { name: 'Guichet', institution };
  const name = briefing.names.get(event.actorId);
  if (event.actorSide !== 'requester') return { name: name ?? words[locale].ofSide[event.actorSide], institution };
  const known = part === 'home' ? name : tickedName(briefing);
  return { name: known ?? `${words[locale].userOf} ${institution.code}`, institution };
}

/** Throws for an institution that was not read along: every one that an event names is. */
export function institutionNamed(id: string, { institutions }: Pick<Briefing, 'institutions'>): InstitutionName {
  const found = institutions.get(id);
  if (!found) throw new Error('an event names an institution that is not there');
  return found;
}

function tickedName({ escalations, institution }: Briefing): string | null | undefined {
  return escalations.findLast(({ holderId }) => holderId === institution.id)?.requesterName;
}
