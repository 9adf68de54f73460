import { describe, expect, it } from '@jest/globals';
import { funCampus } from './letters.spec-support.js';
import { writeActionLetter, type ActionLetter } from './action-letter.js';
import type { ActionNews } from './actions/words.js';

const improvement: ActionLetter = {
  news: { kind: 'improvement_overdue', dueOn: '2026-04-01' },
  reader: 'owner',
  reference: 'IMP-FUN-2026-00002',
  title: 'Une file à part pour les notes',
  services: [funCampus],
  readerName: 'Camille Martin',
  url: 'https://guichet.example/improvements/IMP-FUN-2026-00002',
};
const about = (news: ActionNews, more: Partial<ActionLetter> = {}) => ({ ...improvement, news, ...more });
const words = (text: string) => text.replace(/\s+/g, ' ');

describe('who answers for an improvement', () => {
  it('reads in their language that it is overdue, since when, and why they are told', () => {
    const french = writeActionLetter(improvement, 'fr');
    expect(french.subject).toBe('[IMP-FUN-2026-00002] Plan d’action en retard\u00a0: Une file à part pour les notes');
    for (const part of [
      'devait être réalisé le 1er avril 2026',
      'parce que vous répondez de ce plan d’action',
      'FUN Campus',
    ])
      expect(words(french.text)).toContain(part);
    const english = writeActionLetter(improvement, 'en');
    expect(words(english.text)).toContain('was due on 1 April 2026 and is not done');
    expect(words(english.text)).toContain('because you answer for this improvement');
    expect(english.html).toContain(improvement.url);
  });

  it('reads that the cause came back: by a ticket that is not named, or because the problem was opened again', () => {
    const came = { kind: 'improvement_recurred', problem: 'PRB-FUN-2026-00001', criterion: 'Plus aucune.' } as const;
    const ticket = words(writeActionLetter(about({ ...came, how: 'ticket' }), 'fr').text);
    expect(ticket).toContain('Une demande ouverte après la réalisation');
    expect(ticket).toContain('Plus aucune.');
    expect(words(writeActionLetter(about({ ...came, how: 'reopened' }), 'en').text)).toContain('was opened again');
  });
});

it('whoever may review reads what to judge it by, and that they did not do it themselves', () => {
  const news = { kind: 'improvement_review_due', afterDays: 30, criterion: 'Aucune demande en trois mois.' } as const;
  const text = words(writeActionLetter(about(news, { reader: 'judge' }), 'fr').text);
  for (const part of ['il y a 30 jours', 'Aucune demande en trois mois.', 'sans en répondre ni l’avoir réalisé'])
    expect(text).toContain(part);
});

describe('who works on a service', () => {
  const action = { reader: 'worker', reference: 'ACT-FUN-2026-00004', title: 'Vider la file' } as const;

  it('reads that an action is suspended: by whom and why, or after how many runs', () => {
    const asked = about({ kind: 'action_suspended', reason: 'Elle perd des envois.', by: 'Enzo Girard' }, action);
    expect(words(writeActionLetter(asked, 'fr').text)).toContain('Enzo Girard a suspendu l’action ACT-FUN-2026-00004');
    expect(words(writeActionLetter(asked, 'en').text)).toContain('Elle perd des envois.');
    const worse = writeActionLetter(about({ kind: 'action_made_worse', runs: 2 }, action), 'fr');
    expect(worse.subject).toBe('[ACT-FUN-2026-00004] Action suspendue\u00a0: Vider la file');
    expect(words(worse.text)).toContain('2 exécutions de l’action ACT-FUN-2026-00004 ont aggravé la situation');
  });

  it('is not harmed by what somebody wrote', () => {
    const news = { kind: 'action_suspended', reason: '<script>alert(1)</script>\u202E', by: 'x\r\nBcc: y' } as const;
    const { subject, html, text } = writeActionLetter(
      about(news, { ...action, title: 'x\r\nBcc: a@example.org \u202Egnp' }),
      'fr',
    );
    expect(subject).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(html).not.toContain('<script');
    for (const unwanted of ['\u202E', '\r\nBcc']) expect(text + html).not.toContain(unwanted);
  });
});
