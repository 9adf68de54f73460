import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type ServiceScope, type Transaction } from '../../../database/index.js';
import { requirePermission } from '../../identity/index.js';
import { tellingWords, TextsStore, TicketsStore } from '../../tickets/index.js';
import { plannedOn } from '../recurring/planned-on.js';
import { runRoles, type RunRole } from '../domain/action-document.js';
import { questionOf, similarEnough } from './domain/asking.js';
import { ranked, type Ranked } from './domain/ranking.js';
import { reasonsOf, type Reason } from './domain/reasons.js';
import { successOf, type Success } from '../domain/success.js';
import { synonymsBy, vocabulary } from './domain/vocabulary.js';
import { SuggestionsStore, type SuggestedAction } from './suggestions.store.js';

/** What an action is looked for: a ticket, or an alert. */
export interface Matter {
  serviceId: string;
  title: string;
  texts: readonly string[];
  /** Of an alert. */
  labels?: Record<string, string>;
  category?: string | undefined;
  /** Codes of components of the service. */
  components?: readonly string[];
}

export interface Suggestion {
  action: SuggestedAction;
  isDraft: boolean;
  score: number;
  success: Success;
  reasons: Reason[];
}

/** Of the words of a title and of texts, so many are looked up. */
const TITLE_WORDS = 24;
const TEXT_WORDS = 40;
/** So many actions are compared, of those that the index finds most promising. */
const COMPARED = 30;

/**
 * Actions that may help with a ticket or an alert: what calls for them exactly, what their words have in common, and what was
 * learned on tickets on which they worked, or did not. Of those that the asker sees and may run; each says why.
 */
@Injectable()
export class SuggestionsService {
  private synonyms: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly texts: TextsStore,
    private readonly index: SuggestionsStore,
  ) {}

  forTicket(actor: Actor, reference: string, limit: number): Promise<Suggestion[]> {
    return this.work.run(actor, async (tx) => {
      const { id, serviceId, title } = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'action.read', serviceId);
      const suggested = await this.suggest(tx, { serviceId, title, texts: await this.texts.about(tx, id) }, limit);
      const planned = await plannedOn(tx, id);
      return planned === undefined ? suggested : this.plannedFirst(tx, serviceId, planned, suggested, limit);
    });
  }

  /** For whoever acts in the transaction: what they may run. */
  async suggest(tx: Transaction, matter: Matter, limit: number): Promise<Suggestion[]> {
    const { serviceId, title, texts, labels = {}, category, components = [] } = matter;
    const roles = rolesOf(tx.actor, serviceId);
    if (roles.length === 0) return [];
    const inTitle = tellingWords(title, TITLE_WORDS);
    const inTexts = tellingWords(texts.join(' '), TEXT_WORDS);
    const synonyms = await this.synonymsFor(tx);
    const question = questionOf(inTitle, inTexts, await this.index.stems(tx, [...inTitle, ...inTexts]), synonyms);
    const marks = [
      ...(category === undefined ? [] : [`category:${category}`]),
      ...components.map((one) => `component:${one}`),
    ];
    const asked = { serviceId, roles, terms: question.terms, labels, marks };
    const evidence = await this.index.candidates(tx, asked, COMPARED);
    const ids = evidence.candidates.map(({ actionId }) => actionId);
    if (ids.length === 0) return [];
    const outcomes = await this.index.outcomes(tx, ids, serviceId);
    const successes = new Map([...outcomes].map(([id, one]) => [id, successOf(one)]));
    return this.shown(tx, serviceId, ranked(question.words, evidence, successes).slice(0, limit), question);
  }

  /** What a plan opened the ticket for comes before everything that its words speak for. */
  private async plannedFirst(
    tx: Transaction,
    serviceId: string,
    planned: string,
    suggested: readonly Suggestion[],
    limit: number,
  ): Promise<Suggestion[]> {
    const known = suggested.find(({ action }) => action.id === planned);
    const first = known ?? (await this.plannedAlone(tx, serviceId, planned));
    if (!first) return [...suggested];
    const rest = suggested.filter((one) => one !== known);
    return [{ ...first, reasons: [{ kind: 'planned' as const }, ...first.reasons] }, ...rest].slice(0, limit);
  }

  /** Undefined where it is not to be run now, or not by the asker. */
  private async plannedAlone(tx: Transaction, serviceId: string, planned: string): Promise<Suggestion | undefined> {
    const actions = await this.index.shown(tx, [planned], rolesOf(tx.actor, serviceId));
    const action = actions.get(planned);
    if (!action) return undefined;
    const outcomes = await this.index.outcomes(tx, [planned], serviceId);
    const success = successOf(outcomes.get(planned) ?? { worked: 0, partly: 0, noEffect: 0, madeWorse: 0 });
    return { action, isDraft: false, score: 0, success, reasons: [] };
  }

  /** What a ticket taught is forgotten by whoever learned it: its texts are erased. In the name of the ticket's institution. */
  forget(tx: Transaction, ticketId: string): Promise<number> {
    return this.index.forget(tx, ticketId);
  }

  private async shown(
    tx: Transaction,
    serviceId: string,
    best: readonly Ranked[],
    question: ReturnType<typeof questionOf>,
  ): Promise<Suggestion[]> {
    const ids = best.map(({ actionId }) => actionId);
    const actions = await this.index.shown(tx, ids);
    const { terms, least } = similarEnough(question);
    const similar = least > 0 ? await this.index.similar(tx, serviceId, ids, terms, least) : new Map<string, number>();
    return best.flatMap((one) => {
      const action = actions.get(one.actionId);
      if (!action) return [];
      const { isPublished, score, success } = one;
      return [
        { action, isDraft: !isPublished, score, success, reasons: reasonsOf(one, similar.get(one.actionId) ?? 0) },
      ];
    });
  }

  /** The stems of the vocabulary are always the same: they are asked for once. */
  private async synonymsFor(tx: Transaction): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    this.synonyms ??= synonymsBy(await this.index.stems(tx, [...new Set(vocabulary.flat())]));
    return this.synonyms;
  }
}

function rolesOf({ roles }: Actor, serviceId: string): RunRole[] {
  const covers = (scope: ServiceScope) => scope === 'all' || scope.includes(serviceId);
  return runRoles.filter((role) => covers(roles.get(role) ?? 'none'));
}
