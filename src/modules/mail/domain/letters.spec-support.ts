import type { Author, InstitutionName, Letter, LetterKind, LetterOf } from './letter-kinds.js';

export const ulco: InstitutionName = { code: 'ULCO', name: 'Université du Littoral Côte d’Opale' };
export const fun: InstitutionName = { code: 'FUN', name: 'France Université Numérique' };
export const funCampus: InstitutionName = { code: 'FUN-CAMPUS', name: 'FUN Campus' };

export const spoc: Author = { name: 'Solène Petit', institution: ulco };
export const engineer: Author = { name: 'Enzo Girard', institution: fun };

/** 3 April 2026, a Friday: 14:30 in Paris, 23:30 in Nouméa. */
export const due = new Date('2026-04-03T12:30:00Z');
export const body = 'Première ligne\n\nLa page reste blanche après la connexion.';

const common = {
  reference: 'ULCO-2026-00042',
  title: 'Le cours ne s’ouvre plus 🎓',
  ticketKind: 'incident' as const,
  service: funCampus,
  institution: ulco,
  priority: 'P2',
  readerName: 'Camille Martin',
  timeZone: 'Europe/Paris',
  at: new Date('2026-04-02T08:00:00Z'),
  url: 'https://guichet.example/tickets/ULCO-2026-00042',
  dueAt: due,
  nextActor: { who: 'provider' as const, institution: fun },
};
const toRequester = { ...common, reason: 'requester' as const, readerInstitution: ulco };
const toSpoc = { ...common, reason: 'spoc' as const, readerInstitution: ulco };
const toEngineer = { ...common, reason: 'engineer' as const, readerInstitution: fun };

type Sample = Letter & { name?: string };

/** One letter of each kind at least; those that differ by reader, once for each. */
export const samples: { name: string; letter: Letter; expects: { fr: RegExp; en: RegExp } }[] = [
  sample({ ...toRequester, kind: 'problem_fixed', body }, /venait d’un problème connu/, /came from a known problem/),
  sample(
    { ...toRequester, kind: 'opened', for: 'requester', requesterName: 'Camille Martin', description: body },
    /rien à faire pour l’instant/,
    /nothing for you to do now/,
  ),
  sample(
    { ...toSpoc, reason: 'level_1', kind: 'opened', for: 'staff', requesterName: 'Camille Martin', description: body },
    /qualifiez-la et prenez-la/,
    /qualify it and take it/,
  ),
  sample(
    { ...toRequester, kind: 'message', author: spoc, body },
    /Pour répondre, ouvrez la demande/,
    /To answer, open the ticket/,
  ),
  sample(
    { ...toEngineer, kind: 'message', author: spoc, body },
    /voyez s’il attend une réponse/,
    /see whether it needs an answer/,
  ),
  sample(
    { ...toRequester, kind: 'waiting', author: spoc, body, followUpAt: due },
    /Ouvrez la demande et répondez/,
    /Open the ticket and answer/,
  ),
  sample(
    { ...toSpoc, kind: 'question', author: engineer, body, followUpAt: due },
    /Ouvrez la demande et répondez/,
    /Open the ticket and answer/,
  ),
  sample({ ...toEngineer, kind: 'answer', author: spoc, body }, /à vous de poursuivre/, /the next step is yours/),
  sample(
    {
      ...toEngineer,
      kind: 'escalated',
      for: 'provider',
      author: spoc,
      holder: fun,
      function: 'hosting',
      summary: body,
    },
    /Acceptez-la, transférez-la ou retournez-la/,
    /Accept it, forward it or return it/,
  ),
  sample(
    { ...toSpoc, kind: 'escalated', for: 'spoc', author: spoc, holder: fun, function: 'support', summary: body },
    /la compléter ou la rappeler/,
    /add to it or recall it/,
  ),
  sample(
    {
      ...toEngineer,
      kind: 'forwarded',
      for: 'provider',
      author: engineer,
      holder: fun,
      function: 'hosting',
      explanation: body,
      summary: body,
    },
    /Acceptez-la, transférez-la ou retournez-la/,
    /Accept it, forward it or return it/,
  ),
  sample(
    {
      ...toSpoc,
      kind: 'forwarded',
      for: 'spoc',
      author: engineer,
      holder: fun,
      function: 'hosting',
      explanation: body,
    },
    /Vous n’avez rien à faire/,
    /nothing for you to do/,
  ),
  sample(
    { ...toSpoc, kind: 'returned', author: engineer, code: 'needs_information', explanation: body },
    /Confirmez ce retour, ou refusez-le/,
    /Confirm the return, or refuse it/,
  ),
  sample({ ...toEngineer, kind: 'recalled', author: spoc }, /plus rien à y faire/, /nothing left for you to do/),
  sample(
    { ...toSpoc, kind: 'delivered', author: engineer, code: 'workaround', textForRequester: body },
    /transmettre et résoudre/,
    /transmit and resolve/,
  ),
  sample(
    { ...toEngineer, kind: 'refused', what: 'delivery', author: spoc, explanation: body },
    /à vous de poursuivre/,
    /the next step is yours/,
  ),
  sample(
    { ...toEngineer, kind: 'refused', what: 'return', author: spoc, explanation: body },
    /le délai déjà consommé compte/,
    /the time already used counts/,
  ),
  sample(
    { ...toRequester, kind: 'resolved', text: body, closesAt: due, settleUrl: 'https://guichet.example/decide/token' },
    /Dites-le par le lien ci-dessous/,
    /Say so by the link below/,
  ),
  sample({ ...toRequester, kind: 'resolved', text: body, closesAt: due }, /choisissez « rouvrir »/, /choose “reopen”/),
  sample(
    { ...toRequester, kind: 'reopened', author: spoc, explanation: body },
    /rien à faire pour l’instant/,
    /nothing for you to do now/,
  ),
  sample({ ...toSpoc, kind: 'reopened', author: spoc, explanation: body }, /reprenez-la/, /take it up again/),
  sample({ ...toRequester, kind: 'closed' }, /plus rien à faire/, /nothing left for you to do/),
  sample({ ...toEngineer, kind: 'closed' }, /plus rien à faire/, /nothing left for you to do/),
  sample(
    { ...toRequester, kind: 'cancelled', author: spoc, explanation: body },
    /faites une nouvelle demande/,
    /open a new one/,
  ),
  sample(
    { ...toEngineer, kind: 'cancelled', author: spoc, explanation: body },
    /plus rien à y faire/,
    /nothing left for you to do/,
  ),
  sample(
    { ...toEngineer, kind: 'warned', side: 'provider', metric: 'resolution', percent: 75, dueAt: due },
    /Agissez avant/,
    /Act before/,
  ),
  sample(
    { ...toSpoc, kind: 'missed', side: 'user', metric: 'response', dueAt: due },
    /Reprenez-la maintenant/,
    /Take it up now/,
  ),
  sample({ ...toRequester, kind: 'reminded', body }, /Ouvrez la demande et répondez/, /Open the ticket and answer/),
  sample(
    { ...toRequester, kind: 'reminded', body, resolvesAt: due },
    /Ouvrez la demande et répondez/,
    /Open the ticket and answer/,
  ),
  sample(
    { ...toRequester, kind: 'unanswered', text: body, closesAt: due },
    /choisissez « rouvrir »/,
    /choose “reopen”/,
  ),
  sample(
    { ...toSpoc, kind: 'question_reminded', asker: fun, body, returnsAt: due },
    /Ouvrez la demande et répondez/,
    /Open the ticket and answer/,
  ),
  sample(
    { ...toSpoc, kind: 'delivery_reminded', deliverer: fun, textForRequester: body, transmitsAt: due },
    /attend votre décision/,
    /waits for your decision/,
  ),
  sample(
    { ...toSpoc, kind: 'transmitted', deliverer: fun, textForRequester: body },
    /Vous n’avez rien à faire/,
    /nothing for you to do/,
  ),
  sample(
    { ...toSpoc, kind: 'returned_by_time', for: 'spoc', asker: fun, explanation: body },
    /escaladez à nouveau, ou refusez ce retour/,
    /escalate again, or refuse the return/,
  ),
  sample(
    { ...toEngineer, kind: 'returned_by_time', for: 'provider', asker: fun, explanation: body },
    /Vous n’avez rien à faire/,
    /nothing for you to do/,
  ),
  sample(
    { ...toSpoc, kind: 'follow_up_due', for: 'ticket', cause: 'change', followUpAt: due },
    /reprenez la demande, ou fixez une nouvelle date/,
    /resume the ticket, or set another date/,
  ),
  sample(
    { ...toEngineer, kind: 'follow_up_due', for: 'escalation', cause: 'planned', followUpAt: due },
    /Reprenez l’escalade, ou prévoyez une nouvelle date/,
    /Resume the escalation, or plan another date/,
  ),
  sample(
    { ...toEngineer, kind: 'passed_on', function: 'hosting', explanation: body },
    /plus rien à y faire/,
    /nothing left for you to do/,
  ),
  sample(
    { ...toSpoc, reason: 'manager', kind: 'nobody_left', function: 'hosting', holder: fun },
    /voyez ensemble, d’un établissement à l’autre, qui la prend/,
    /agree between the institutions on who takes it/,
  ),
  sample(
    { ...toSpoc, reason: 'manager', kind: 'repeated', what: 'return', count: 2, author: engineer, explanation: body },
    /Voyez avec l’autre établissement/,
    /See with the other institution/,
  ),
  sample(
    { ...toEngineer, reason: 'manager', kind: 'repeated', what: 'sending', count: 3, author: spoc, explanation: body },
    /Voyez avec l’autre établissement/,
    /See with the other institution/,
  ),
  sample(
    { ...toSpoc, reason: 'approver', kind: 'approval_asked', requesterName: 'Ada' },
    /ni l’ouverture du lien ni une réponse à ce message ne décident de rien/,
    /neither opening the link nor answering this mail decides anything/,
  ),
  sample(
    { ...toSpoc, reason: 'approver', kind: 'approval_reminded', requesterName: 'Ada' },
    /attend toujours votre approbation/,
    /still waits for your approval/,
  ),
  sample(
    { ...toSpoc, kind: 'approval_left', nobody: true },
    /Confiez la décision à quelqu’un, ou annulez la demande/,
    /Put the decision to somebody, or cancel the request/,
  ),
  sample(
    { ...toSpoc, kind: 'approval_left', nobody: false },
    /la décision revient aux responsables du service/,
    /the managers of the service decide/,
  ),
  sample({ ...toSpoc, kind: 'approved', author: spoc, explanation: body }, /être traitée/, /can be worked on now/),
  sample(
    {
      ...toEngineer,
      kind: 'called_outside',
      author: spoc,
      external: 'Apereo Foundation',
      function: 'development',
      summary: body,
      followUpAt: due,
    },
    /votre établissement assure le suivi/,
    /your institution follows them up/,
  ),
  sample(
    { ...toEngineer, kind: 'files_added', author: spoc, fileNames: ['journal.txt', 'été.png'], body },
    /pour lire ce qui a été ajouté/,
    /to read what was added/,
  ),
  sample(
    { ...toEngineer, reason: 'uploader', kind: 'file_not_scanned', for: 'uploader', fileName: 'journal.txt' },
    /envoyez-le de nouveau/,
    /send it again/,
  ),
  sample(
    { ...toEngineer, kind: 'file_not_scanned', for: 'reader', fileName: 'journal.txt' },
    /demandez-le de nouveau/,
    /ask for it again/,
  ),
  sample(
    { ...toSpoc, reason: 'assignee', kind: 'assigned', author: engineer },
    /Ouvrez-la et voyez ce qui est à faire/,
    /Open it and see what is to be done/,
  ),
  sample(
    { ...toSpoc, kind: 'external_answered', external: 'Apereo Foundation', body },
    /reprend l’escalade/,
    /goes on with the escalation/,
  ),
  sample(
    { ...toSpoc, kind: 'drafted', author: spoc, function: 'hosting' },
    /Relisez-la, puis envoyez-la ou retirez-la/,
    /Read it, then send or withdraw it/,
  ),
  sample(
    { ...toSpoc, kind: 'dispute_reminded', disputer: fun },
    /Qualifiez la demande à nouveau/,
    /Qualify the ticket anew/,
  ),
  sample(
    { ...toSpoc, reason: 'manager', kind: 'dispute_unanswered', disputer: fun },
    /Voyez-en la suite d’un établissement à l’autre/,
    /Agree between the institutions on what follows/,
  ),
];

export function sampleOf<K extends LetterKind>(kind: K): LetterOf<K> {
  const found = samples.find(({ letter }) => letter.kind === kind);
  return found?.letter as LetterOf<K>;
}

function sample(letter: Sample, fr: RegExp, en: RegExp) {
  return { name: `${letter.kind} to ${letter.reason}`, letter, expects: { fr, en } };
}
