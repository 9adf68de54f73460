/**
 * People of the consortium who do something at random, through the application's own services: open tickets, make any
 * move that is offered to them, write, record new versions of what is promised. What is drawn comes from generators that
 * are handed in, so the same seed draws the same things. Works on the sources and on the compiled program alike: what it
 * needs of the program is handed in.
 */

/** A small seeded generator (mulberry32), one for each way to name it. */
export function generator(...seeds) {
  let state = seeds.reduce((mixed, seed) => Math.imul(mixed ^ seed, 0x9e3779b1) ^ (mixed >>> 15), 0x2545f491);
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n) => Math.floor(random() * n);
  return { random, below, one: (of) => of[below(of.length)], some: (of) => of.filter(() => random() < 0.5) };
}

export const owners = ['ulco', 'unc', 'ulorraine', 'ureunion'];
const services = ['OAE', 'FUNCAMPUS', 'POD'];
const engineers = ['ulco', 'uphf', 'ulorraine', 'fun', 'utoulouse', 'unistra'];
const levels = ['high', 'medium', 'low'];
const hour = 3_600_000;
const day = 24 * hour;

// what leads on is done more often than what ends or says little
const odds = {
  ticket: { cancel: 0.05, resolve: 0.15, assign: 0.1, qualify: 0.3, wait: 0.5 },
  escalation: { assign: 0.1, dispute: 0.3, recall: 0.15, return: 0.25, forward: 0.25 },
};

export class RandomPeople {
  /**
   * @param app the application
   * @param parts its classes: `Cast`, `desksOf`, `ReadingService`, and the services that record versions
   * @param clock what time it is
   * @param agreements `{ id, user, lead }`: codes in lower case
   */
  constructor(app, parts, clock, agreements) {
    this.cast = new parts.Cast(app);
    this.desks = parts.desksOf(app);
    this.reading = app.get(parts.ReadingService);
    this.proposals = app.get(parts.ProposalsService, { strict: false });
    this.decisions = app.get(parts.DecisionsService, { strict: false });
    this.targets = app.get(parts.TargetsService, { strict: false });
    this.hours = app.get(parts.OwnHoursService, { strict: false });
    this.clock = clock;
    this.agreements = agreements;
  }

  /** @returns {Promise<{ by, did, reference, actorId }>} */
  async open({ one, random }) {
    const owner = one(owners);
    const by = one([`requester.${owner}`, `agent.${owner}`, `spoc.${owner}`]);
    const actor = await this.cast.actor(owner === 'ulorraine' && random() < 0.3 ? 'requester.metz.ulorraine' : by);
    const { ticket } = await this.desks.opening.open(actor, {
      kind: one(['incident', 'incident', 'request']),
      service: one(services),
      title: 'Une demande',
      description: 'Une description.',
      impact: one(levels),
      urgency: one(levels),
      channel: one(['web', 'phone']),
    });
    return { by, did: 'open', reference: ticket.reference, actorId: actor.personId };
  }

  /**
   * Somebody does something that is possible on a ticket now.
   * @returns {Promise<{ by, did, reference, actorId, refused? } | undefined>} undefined when nobody who was asked could
   */
  async act(ticket, draw) {
    const { one, random } = draw;
    const owner = ticket.reference.split('-')[0].toLowerCase();
    const holder = random() < 0.8 ? (ticket.holder ?? one(engineers)) : one(engineers);
    const at = [`spoc.${owner}`, `agent.${owner}`, `requester.${owner}`, `engineer.${holder}`, `engineer.${holder}`];
    for (const by of inAnyOrder(at, draw).slice(0, 3)) {
      const actor = await this.cast.actor(by);
      const moves = await this.movesOf(actor, ticket.reference, draw);
      if (moves.length === 0) continue;
      const { move, on, n } = one(moves);
      const did = on === 'escalation' ? `escalation ${move}` : move;
      const done = { by, did, reference: ticket.reference, actorId: actor.personId };
      try {
        const view = await this.make({ actor, reference: ticket.reference, n }, on, move, draw);
        const last = view.escalations?.at(-1);
        if (last) ticket.holder = view.names.holders[last.holderId].code.toLowerCase();
        return done;
      } catch (error) {
        return { ...done, refused: refusalOf(error) };
      }
    }
    return undefined;
  }

  async movesOf(actor, reference, { random }) {
    try {
      const moves = await this.reading.moves(actor, reference);
      if (moves.length === 0) return [];
      // merging takes a second ticket
      const drawn = moves
        .filter(({ move }) => move !== 'merge')
        .filter(({ move, on }) => random() < (odds[on][move] ?? 1));
      return random() < 0.1 || drawn.length === 0 ? [{ move: 'write', on: 'ticket', n: null }] : drawn;
    } catch (error) {
      refusalOf(error);
      return [];
    }
  }

  make(asked, on, move, { one, random }) {
    const { moves, escalations, escalating, forwarding, messages } = this.desks;
    const followUpAt = new Date(this.clock.now().getTime() + Math.ceil(random() * 100 * hour));
    const judged = { impact: one(levels), urgency: one(levels) };
    const onTicket = {
      take: () => moves.take(asked),
      assign: () => moves.assign(asked, { assignee: null }),
      qualify: () => moves.qualify(asked, { ...judged, ...(random() < 0.3 ? { newFacts: true } : {}) }),
      wait: () => {
        const cause = one(['requester', 'requester', 'third_party', 'change', 'scheduled', 'approval']);
        return moves.wait(asked, { cause, followUpAt, message: 'Une question.' });
      },
      resume: () => moves.resume(asked),
      escalate: () => escalating.escalate(asked, { function: one(['support', 'hosting']), summary: 'Résumé.' }),
      resolve: () => moves.resolve(asked, { code: 'fixed', text: 'Réglé.' }),
      close: () => moves.close(asked),
      reopen: () => moves.reopen(asked, 'Pas réglé.'),
      cancel: () => moves.cancel(asked, 'Sans objet.'),
      write: () => messages.post(asked, 'Un mot.', one(['requester', 'shared', 'internal'])),
    };
    const onEscalation = {
      accept: () => escalations.accept(asked),
      assign: () => escalations.assign(asked, { assignee: null }),
      ask: () => escalations.ask(asked, 'Une question ?'),
      answer: () => escalations.answer(asked, 'Une réponse.'),
      plan: () => escalations.plan(asked, { cause: one(['planned', 'third_party']), followUpAt }),
      resume: () => escalations.resume(asked),
      forward: () => forwarding.forward(asked, { function: one(['support', 'hosting']), reason: 'Pas chez nous.' }),
      return: () => escalations.return(asked, one(['out_of_scope', 'needs_information']), 'Il manque.'),
      recall: () => escalations.recall(asked, 'Trouvé.'),
      deliver: () => escalations.deliver(asked, 'fixed', 'Fait.'),
      confirm: () => escalations.confirm(asked, random() < 0.5),
      refuse: () => escalations.refuse(asked, 'Non.'),
      dispute: () => escalations.dispute(asked, { ...judged, reason: 'Trop.' }),
    };
    return (on === 'escalation' ? onEscalation : onTicket)[move]();
  }

  /** Something else is promised from now on, from some later instant on, or from one that has passed. */
  async promise(draw) {
    const { one, random, some } = draw;
    const now = this.clock.now().getTime();
    const ahead = one([hour, day, 3 * day, -hour, -day, -20 * day * random()]);
    const body = {
      effectiveFrom: new Date(Math.round(now + ahead)).toISOString(),
      ...(ahead < 0 ? { retroactive: true, reason: 'Oublié.' } : {}),
      ...(random() < 0.6
        ? { targets: targets(draw), warnings: { P1: [50, 75], P2: [one([10, 60]), 80], P3: [75] } }
        : {}),
      alsoPauses: some(['third_party', 'change', 'planned']),
    };
    try {
      switch (one(['agreement', 'agreement', 'agreement', 'hours', 'targets'])) {
        case 'targets': {
          const owner = one(owners);
          await this.targets.record(await this.cast.actor(`manager.${owner}`), body);
          return { did: `targets ${owner}` };
        }
        case 'hours': {
          const actor = await this.cast.actor(`manager.${one(owners)}`);
          const { items } = await this.hours.list(actor, {});
          const { effectiveFrom, retroactive, reason } = body;
          await this.hours.record(actor, one(items).id, { effectiveFrom, retroactive, reason, ...hours(draw) });
          return { did: `hours ${actor.institution.code}` };
        }
        default:
          return await this.agree(body, draw);
      }
    } catch (error) {
      return { did: 'version', refused: refusalOf(error) };
    }
  }

  async agree(body, draw) {
    const { one, random } = draw;
    const { id, user, lead } = one(this.agreements);
    const terms = { ...body, tacitTransmission: random() < 0.7, binding: random() < 0.8 };
    const [first, second] = random() < 0.5 ? [user, lead] : [lead, user];
    const proposed = random() < 0.5 ? { ...terms, hours: hours(draw) } : terms;
    const { version } = await this.proposals.propose(await this.cast.actor(`manager.${first}`), id, proposed);
    const decision = one(['accept', 'accept', 'accept', 'accept', 'reject']);
    await this.decisions.decide(await this.cast.actor(`manager.${second}`), id, version.number, decision, 'Vu.');
    return { did: `agreement ${decision}`, agreementId: id, number: version.number };
  }
}

function targets({ one, random }) {
  const minutes = () => ({ response: one([1, 30, 240]), resolution: one([60, 600, 3000]) });
  const promised = () =>
    Object.fromEntries(['P1', 'P2', 'P3', 'P4'].flatMap((each) => (random() < 0.85 ? [[each, minutes()]] : [])));
  return { incident: { P3: minutes(), ...promised() }, request: { P3: minutes(), ...promised() } };
}

function hours({ one }) {
  const week = (...intervals) =>
    Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((each) => [each, intervals]));
  return {
    timeZone: one(['Europe/Paris', 'Europe/Paris', 'Pacific/Noumea', 'Indian/Reunion']),
    weekly: one([
      week(['08:00', '18:00']),
      week(['08:30', '12:15'], ['13:45', '17:31']),
      { ...week(['07:00', '19:00']), sat: [['09:00', '12:00']] },
      Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((each) => [each, [['00:00', '24:00']]])),
    ]),
    holidays: one([[], [{ date: '2026-03-19', name: 'Fermeture' }], [{ date: '2026-04-06', name: 'Lundi de Pâques' }]]),
    closures: one([[], [['2026-03-30', '2026-04-03']]]),
  };
}

function inAnyOrder(all, { below }) {
  const left = [...all];
  return all.map(() => left.splice(below(left.length), 1)[0]);
}

/** What is refused with a reason belongs to a random life; anything else that is thrown does not. */
function refusalOf(error) {
  if (error?.name !== 'DomainError') throw error;
  return error.refusal.code;
}
