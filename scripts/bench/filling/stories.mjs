/**
 * What happens to tickets: some ways that they go, each told of several services and at several times. What differs from
 * one copy to the next is written as marks (`terme900001`, `Cours 777777`): words of which few are frequent, and a number.
 */
import { dist } from '../dist.mjs';
import { model } from './consortium.mjs';

/** Code of the service, who holds its support, and how often it is told of. */
const services = [
  { code: 'FUNCAMPUS', holder: 'FUN' },
  { code: 'FUNMOOC', holder: 'FUN' },
  { code: 'POD', holder: 'UTOULOUSE' },
  { code: 'ECANDIDAT', holder: 'AMU' },
  { code: 'OAE', holder: 'ULCO' },
  { code: 'MDW', holder: 'PARIS1' },
];
const VARIANTS = 8;
const DAY = 86_400_000;
const home = (role) => `${role}.${model.toLowerCase()}`;
const texts = {
  description:
    'Depuis ce matin les étudiants voient une page blanche en ouvrant le cours, terme900001 et terme900002. Vider le cache ' +
    'du navigateur ne change rien, et le message d’erreur de la console parle de terme900003.',
  looking: 'Bonjour, nous regardons et revenons vers vous. Avez-vous essayé avec un autre navigateur ?',
  found: 'C’était le cache du serveur : le cours s’ouvre de nouveau, terme900004 a été corrigé. Cordialement.',
  summary: 'Page blanche pour tous les cours de la salle, terme900003 dans la console.',
  question: 'Quel est l’identifiant du cours, et depuis quelle heure exactement ?',
  answer: 'Le cours est celui de la salle B12, depuis 8 h 05.',
};

/** @returns `{ closed, open, long }`, stories of lines `[at, who, deed]` in the order of time */
export async function storiesAt(now) {
  const d = await dist('demo/deeds.js');
  const calendar = daysBefore(now);
  const told = (ways, place) =>
    Object.entries(ways).flatMap(([path, way], p) =>
      Array.from({ length: VARIANTS }, (_, k) => {
        const service = services[(p + k) % services.length];
        return {
          path,
          holder: service.holder,
          subject: {
            kind: (p + k) % 3 === 0 ? 'request' : 'incident',
            service: service.code,
            title: 'Le cours 777777 ne s’ouvre plus depuis ce matin',
            description: texts.description,
          },
          lines: way({ at: place(calendar, p, k), provider: `engineer.${service.holder.toLowerCase()}` }),
        };
      }),
    );
  const ended = (days, p, k) => (day, time) =>
    days.monday(-6 + (k % 3), (p + k) % 5) + day * DAY + clock(time, p * 11 + k * 7);
  const standing = (days, p, k) => (day, time) => days.workday(-day - (k % 3)) + clock(time, p * 3 + k * 5);
  return {
    closed: told(closedWays(d), ended),
    open: told(openWays(d), standing),
    long: told({ 'fifty messages': longWay(d) }, (days) => ended(days, 1, 1)).slice(0, 1),
  };
}

function clock(time, minutes) {
  const [hours, before] = time.split(':').map(Number);
  return (hours * 60 + before + (minutes % 50)) * 60_000;
}

/** Weeks begin on Mondays; days are counted back from the day before now, Saturdays and Sundays aside. */
function daysBefore(now) {
  const today = Math.floor(now.getTime() / DAY) * DAY;
  const thisMonday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY;
  return {
    monday: (week, day) => thisMonday + week * 7 * DAY + day * DAY,
    workday: (n) => {
      let at = today;
      for (let left = -n; left > 0;) {
        at -= DAY;
        if (![0, 6].includes(new Date(at).getUTCDay())) left -= 1;
      }
      return at;
    },
  };
}

const begun = (d, at, day = 0) => [
  [at(day, '08:10'), home('requester'), d.opens()],
  [at(day, '09:00'), home('agent'), d.takes()],
  [at(day, '09:01'), home('agent'), d.qualifies('medium', 'medium')],
];
const called = (d, at, provider, day = 0) => [
  ...begun(d, at, day),
  [at(day, '10:00'), home('spoc'), d.escalates('support', texts.summary, ['description'])],
  [at(day, '11:00'), provider, d.accepts()],
];

function closedWays(d) {
  return {
    'at home': ({ at }) => [
      ...begun(d, at),
      [at(0, '09:03'), home('agent'), d.writes(texts.looking)],
      [at(0, '13:00'), home('requester'), d.writes(texts.answer)],
      [at(1, '09:00'), home('agent'), d.resolves('fixed', texts.found)],
    ],
    delivered: ({ at, provider }) => [
      ...called(d, at, provider),
      [at(1, '09:00'), provider, d.writes(texts.looking, { to: 'shared' })],
      [at(1, '14:00'), provider, d.delivers('fixed', texts.found)],
      [at(1, '15:00'), home('spoc'), d.transmits()],
      [at(1, '16:10'), home('agent'), d.closes()],
    ],
    'a question to the SPOC': ({ at, provider }) => [
      ...called(d, at, provider),
      [at(0, '13:00'), provider, d.asks(texts.question)],
      [at(1, '08:10'), home('spoc'), d.answers(texts.answer)],
      [at(1, '12:00'), provider, d.delivers('workaround', texts.found)],
      [at(1, '14:00'), home('spoc'), d.transmits()],
    ],
    'by telephone': ({ at }) => [
      [at(0, '14:00'), home('agent'), d.opens({ channel: 'phone', impact: 'low', urgency: 'medium' })],
      [at(0, '14:05'), home('agent'), d.resolves('answered', texts.found)],
      [at(0, '15:30'), home('agent'), d.closes()],
    ],
    'a question to the requester': ({ at }) => [
      ...begun(d, at),
      [at(0, '10:00'), home('agent'), d.waits('requester', () => new Date(at(3, '09:00')), texts.question)],
      [at(1, '10:00'), home('requester'), d.writes(texts.answer)],
      [at(1, '15:00'), home('agent'), d.resolves('answered', texts.found)],
    ],
    cancelled: ({ at }) => [
      [at(0, '11:00'), home('requester'), d.opens()],
      [at(0, '12:00'), home('requester'), d.writes('C’est réparé, merci : on peut oublier.')],
      [at(0, '13:00'), home('agent'), d.cancels('Plus rien à faire.')],
    ],
    returned: ({ at, provider }) => [
      ...called(d, at, provider).slice(0, -1),
      [at(0, '14:00'), provider, d.returns('out_of_scope', 'Ce n’est pas de ce service.')],
      [at(0, '15:00'), home('spoc'), d.confirms()],
      [at(1, '10:00'), home('agent'), d.writes('Noté pour nous seuls.', { to: 'internal' })],
      [at(1, '11:00'), home('agent'), d.resolves('answered', texts.found)],
    ],
    late: ({ at }) => [
      [at(0, '08:10'), home('requester'), d.opens()],
      [at(1, '16:00'), home('agent'), d.takes()],
      [at(1, '16:05'), home('agent'), d.qualifies('medium', 'high')],
      [at(1, '16:10'), home('agent'), d.writes(texts.looking)],
      [at(4, '10:00'), home('agent'), d.resolves('fixed', texts.found)],
    ],
  };
}

function openWays(d) {
  return {
    new: ({ at }) => [[at(1, '08:10'), home('requester'), d.opens()]],
    qualified: ({ at }) => [[at(1, '08:20'), home('agent'), d.opens({ impact: 'medium', urgency: 'medium' })]],
    taken: ({ at }) => [...begun(d, at, 2), [at(2, '10:00'), home('agent'), d.writes(texts.looking)]],
    answered: ({ at }) => [
      ...begun(d, at, 2),
      [at(2, '10:00'), home('agent'), d.writes(texts.looking)],
      [at(1, '09:00'), home('requester'), d.writes(texts.answer)],
    ],
    'waiting for the requester': ({ at }) => [
      ...begun(d, at, 2),
      [at(2, '10:00'), home('agent'), d.waits('requester', () => new Date(at(2, '10:00') + 20 * DAY), texts.question)],
    ],
    scheduled: ({ at }) => [
      ...begun(d, at, 3),
      [at(3, '10:00'), home('agent'), d.waits('scheduled', () => new Date(at(3, '10:00') + 30 * DAY))],
    ],
    'at risk': ({ at }) => [
      ...begun(d, at, 4).slice(0, 2),
      [at(4, '09:05'), home('agent'), d.qualifies('medium', 'high')],
      [at(3, '10:00'), home('agent'), d.writes('À reprendre.', { to: 'internal' })],
    ],
    offered: ({ at, provider }) => called(d, at, provider, 1).slice(0, -1),
    accepted: ({ at, provider }) => [
      ...called(d, at, provider, 2),
      [at(1, '09:00'), provider, d.writes(texts.looking, { to: 'shared' })],
    ],
    'question to the SPOC': ({ at, provider }) => [
      ...called(d, at, provider, 2),
      [at(1, '09:00'), provider, d.asks(texts.question)],
    ],
    'to transmit': ({ at, provider }) => [
      ...called(d, at, provider, 2),
      [at(1, '09:00'), provider, d.delivers('fixed', texts.found)],
    ],
    'return to answer': ({ at, provider }) => [
      ...called(d, at, provider, 2).slice(0, -1),
      [at(2, '14:00'), provider, d.returns('needs_information', 'Il manque l’adresse du cours.')],
    ],
    resolved: ({ at }) => [...begun(d, at, 2), [at(1, '10:00'), home('agent'), d.resolves('fixed', texts.found)]],
  };
}

function longWay(d) {
  return ({ at, provider }) => [
    ...called(d, at, provider),
    ...Array.from({ length: 47 }, (_, k) => [
      at(1, '09:00') + k * 120_000,
      [home('agent'), provider, home('requester')][k % 3],
      d.writes(`${String(k)} ${texts.looking}`, { to: k % 3 === 1 ? 'shared' : 'requester' }),
    ]),
    [at(2, '14:00'), provider, d.delivers('fixed', texts.found)],
    [at(2, '15:00'), home('spoc'), d.transmits()],
    [at(2, '16:10'), home('agent'), d.closes()],
  ];
}
