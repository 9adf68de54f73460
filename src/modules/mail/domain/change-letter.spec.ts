import { describe, expect, it } from '@jest/globals';
import { writeChangeLetter } from './change-letter.js';
import type { ChangeLetter, ChangeLetterKind, ChangeReader } from './changes/words.js';
import { minutes } from './changes/words.js';
import { fun, funCampus } from './letters.spec-support.js';

const letter: ChangeLetter = {
  kind: 'announced',
  reader: 'affected',
  reference: 'CHG-FUN-2026-00007',
  title: 'Mise à jour 4.2.1',
  why: 'Les copies se rendront plus vite.',
  services: [funCampus],
  institution: fun,
  class: 'standard',
  window: { from: new Date('2026-03-13T09:00:00Z'), to: new Date('2026-03-13T11:00:00Z') },
  interruptionMinutes: 20,
  interruptedMinutes: null,
  outcome: null,
  objectBefore: new Date('2026-03-13T09:00:00Z'),
  text: 'Une raison.',
  by: 'Camille Martin (FUN)',
  readerName: 'Maëlle Hirel',
  timeZone: 'Pacific/Tahiti',
  at: new Date('2026-03-10T09:00:00Z'),
  url: 'https://guichet.example/changes/CHG-FUN-2026-00007',
};
const kinds: ChangeLetterKind[] = [
  ...(['announced', 'moved', 'confirmed', 'started', 'done', 'backed_out', 'withdrawn', 'not_implemented'] as const),
  ...(['rejected', 'held', 'let_go', 'raised', 'noted', 'put', 'put_anew', 'asked_for', 'emergency'] as const),
  ...(['to_review', 'to_decide', 'approved', 'objected', 'objection_withdrawn', 'opinions_voided'] as const),
  ...(['late_end', 'late_no_return', 'released', 'no_longer', 'vote_asked', 'ratify_asked', 'vote_reminder'] as const),
  ...(['vote_extended', 'vote_moved', 'votes_voided', 'round_off', 'round_approved', 'round_blocked'] as const),
  ...(['round_next', 'round_rejected', 'round_no_quorum', 'carried_out', 'ratified', 'unratified'] as const),
  ...(['ratification_impossible', 'model_suspended', 'exemption_withdrawn'] as const),
];
const plain = (text: string) => text.replace(/\n> ?|\s+/g, ' ');

describe('a letter about a change', () => {
  it('says in the reader’s language and local time what comes, and what may be done about it', () => {
    const french = writeChangeLetter(letter, 'fr');
    expect(french.subject).toBe('[CHG-FUN-2026-00007] Changement annoncé\u00a0: Mise à jour 4.2.1');
    for (const part of [
      'du jeudi 12 mars 2026 à 23 h 00 (Pacific/Tahiti) au vendredi 13 mars 2026 à 1 h 00',
      'Une interruption est prévue : 20 minutes au plus.',
      'opposez-vous, en disant pourquoi, avant le jeudi 12 mars 2026 à 23 h 00',
    ])
      expect(plain(french.text)).toContain(part);
    const english = writeChangeLetter({ ...letter, timeZone: 'Indian/Reunion' }, 'en');
    expect(plain(english.text)).toContain('from Friday 13 March 2026 at 13:00 (Indian/Reunion)');
    expect(plain(english.text)).toContain('object before Friday 13 March 2026 at 13:00');
  });

  it('says to a seat by which rule and until when it votes, with a link of its own first', () => {
    const vote = {
      until: new Date('2026-03-17T17:00:00Z'),
      rule: { kind: 'percent', percent: 67 },
      quorumPercent: 50,
    } as const;
    const decideUrl = 'https://guichet.example/decide/abc';
    const asked = { ...letter, kind: 'vote_asked', reader: 'seat', vote, decideUrl } as const;
    const french = writeChangeLetter({ ...asked, timeZone: 'Europe/Paris' }, 'fr').text;
    for (const part of [
      'ou vous abstenir, jusqu’au mardi 17 mars 2026 à 18 h 00 (Europe/Paris)',
      'Règle : au moins 67 % d’approbations parmi les approbations et les rejets',
      'Quorum : 50 % des sièges',
      `Lire et voter : ${decideUrl} Ouvrir le changement : ${letter.url}`,
    ])
      expect(plain(french)).toContain(part);
    const english = writeChangeLetter({ ...asked, vote: { ...vote, rule: { kind: 'n_of', approvals: 2 } } }, 'en');
    expect(plain(english.text)).toMatch(/Rule +: 2 approvals Quorum +: 50 % of the seats/);
    expect(english.html).toContain(`<a href="${decideUrl}">Read and vote</a>`);
  });

  it('gives a link to object with, beside the change', () => {
    const decideUrl = 'https://guichet.example/decide/abc';
    const { text } = writeChangeLetter({ ...letter, decideUrl }, 'fr');
    expect(plain(text)).toContain(`Ouvrir le changement : ${letter.url} S’opposer : ${decideUrl}`);
  });

  it('says nothing of what a change has become to whom it concerns no longer', () => {
    const gone = writeChangeLetter(
      { ...letter, kind: 'no_longer', reader: 'gone', title: funCampus.name, why: '' },
      'fr',
    );
    expect(plain(gone.text)).toContain('ne touche plus votre établissement');
    expect(gone.text).not.toMatch(/Début|Fin au plus tard|Classe|Interruption/);
  });

  it('says plainly when it is too late to object', () => {
    const late = writeChangeLetter({ ...letter, objectBefore: undefined }, 'fr');
    expect(plain(late.text)).toContain('Il n’est plus possible de s’y opposer');
  });

  it.each<ChangeReader>(['tenant', 'asker', 'maker', 'manager'])(
    'asks nothing of whom it does not affect: %s',
    (reader) => {
      const { text } = writeChangeLetter({ ...letter, kind: 'moved', reader }, 'fr');
      expect(plain(text)).not.toMatch(/opposez-vous|accuser réception/);
    },
  );

  it('is one of its own for each thing that happens, in both languages', () => {
    for (const locale of ['fr', 'en'] as const) {
      const subjects = kinds.map((kind) => writeChangeLetter({ ...letter, kind }, locale).text.split('\n\n')[1]);
      expect(new Set(subjects).size).toBe(kinds.length);
    }
  });

  it('is not harmed by what somebody wrote', () => {
    const hostile = {
      ...letter,
      title: 'x\r\nBcc: a@example.org \u202Egnp',
      why: '<script>alert(1)</script>\u0007',
      by: 'y\r\nz',
    };
    for (const kind of kinds) {
      const { subject, text, html } = writeChangeLetter({ ...hostile, kind, text: hostile.why }, 'fr');
      expect(subject).not.toMatch(/[\p{Cc}\u202E]/u);
      expect(html).not.toContain('<script');
      for (const unwanted of ['\u202E', '\u0007', '\r']) expect(text + html).not.toContain(unwanted);
    }
  });
});

it.each([
  [0, 'aucune', 'none'],
  [1, '1 minute', '1 minute'],
  [59, '59 minutes', '59 minutes'],
  [60, '1 heure', '1 hour'],
  [150, '2 heures et 30 minutes', '2 hours and 30 minutes'],
])('%i minutes are %s', (count, french, english) => {
  expect([minutes(count, 'fr'), minutes(count, 'en')]).toEqual([french, english]);
});
