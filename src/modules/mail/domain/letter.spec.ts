import type { Letter, LetterKind, Locale } from './letter-kinds.js';
import { writeLetter } from './letter.js';
import { body, engineer, fun, sampleOf, samples, spoc } from './letters.spec-support.js';

const kinds: LetterKind[] = [
  'opened', 'message', 'waiting', 'question', 'answer', 'escalated', 'forwarded', 'returned', 'recalled', 'delivered',
  'refused', 'resolved', 'reopened', 'closed', 'cancelled', 'warned', 'missed', 'reminded', 'unanswered',
  'question_reminded', 'delivery_reminded', 'transmitted', 'returned_by_time', 'follow_up_due', 'passed_on',
  'nobody_left', 'repeated', 'approval_asked', 'approval_reminded', 'approval_left', 'approved',
  'files_added', 'assigned', 'called_outside', 'external_answered', 'drafted', 'dispute_reminded', 'dispute_unanswered',
  'problem_fixed', 'file_not_scanned',
]; // prettier-ignore
const locales: Locale[] = ['fr', 'en'];
const cases = samples.flatMap((sample) =>
  locales.map((locale) => ({ ...sample, locale, title: `${sample.name} (${locale})` })),
);

/** Sentences as they were before they were wrapped; no-break spaces as plain ones. */
const unwrapped = (text: string) => text.replace(/\n> ?|\s+/g, ' ').replace(/ {2,}/g, ' ');
/** What a reader of the HTML sees. */
const seen = (html: string) => {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return unwrapped(
    html.replace(/<[^>]*>/g, ' ').replace(/&([^;]+);/g, (_all, name: string) => characters[name] ?? '?'),
  );
};

it('has a sample of every kind', () => {
  expect(new Set(samples.map(({ letter }) => letter.kind))).toEqual(new Set(kinds));
});

describe.each(cases)('$title', ({ letter, locale, expects }) => {
  const written = writeLetter(letter, locale);

  it('says in its first sentences what is expected of the reader, or right after the text concerned', () => {
    const text = unwrapped(written.text);
    expect(text).toMatch(expects[locale]);
    if (letter.kind !== 'resolved') expect(unwrapped(written.text.split('\n\n')[1]!)).toMatch(expects[locale]);
  });

  it('carries reference, title, service, priority, link and the reason for which it was sent', () => {
    const text = unwrapped(written.text);
    for (const part of ['ULCO-2026-00042', letter.title, 'FUN Campus', 'P2', letter.url]) expect(text).toContain(part);
    expect(text.trim().split('-- ').at(-1)).toMatch(
      locale === 'fr' ? /^Vous recevez ce message parce que / : /^You get this message because /,
    );
    expect(written.subject).toContain('[ULCO-2026-00042] ');
    expect(written.subject).toContain(letter.title);
  });

  it('is in one language, with nothing left blank', () => {
    for (const part of [written.subject, written.text, written.html]) {
      expect(part).not.toMatch(/undefined|null|\[object|NaN|Invalid Date/);
    }
    expect(written.html).toContain(`<html lang="${locale}">`);
    expect(written.text).toMatch(locale === 'fr' ? /^Bonjour Camille Martin,\n/ : /^Hello Camille Martin,\n/);
    expect(written.text.includes('Référence')).toBe(locale === 'fr');
  });

  it('tells instants in the reader’s local time', () => {
    const local = {
      fr: 'vendredi 3 avril 2026 à 14 h 30 (Europe/Paris)',
      en: 'Friday 3 April 2026 at 14:30 (Europe/Paris)',
    };
    expect(unwrapped(written.text)).toContain(local[locale]);
    const nouméa = unwrapped(writeLetter({ ...letter, timeZone: 'Pacific/Noumea' }, locale).text);
    const far = {
      fr: 'vendredi 3 avril 2026 à 23 h 30 (Pacific/Noumea)',
      en: 'Friday 3 April 2026 at 23:30 (Pacific/Noumea)',
    };
    expect(nouméa).toContain(far[locale]);
    expect(nouméa).not.toContain('Europe/Paris');
  });

  it('says the same in HTML', () => {
    const html = seen(written.html);
    const sentences = unwrapped(written.text.split('\n\n')[1]!).split(/(?<=[.!?]) /);
    for (const sentence of sentences) expect(html).toContain(sentence.trim());
    if (written.text.includes('> Première ligne')) expect(html).toContain('La page reste blanche après la connexion.');
  });

  it('keeps lines short enough to read and to send', () => {
    const long = written.text.split('\n').filter((line) => line.length > 78);
    expect(long).toEqual([]);
    expect(written.subject.length).toBeLessThanOrEqual(160);
  });

  it('lets nothing hostile through', () => {
    const hostile = writeLetter(poisoned(letter), locale);
    expect(hostile.subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(hostile.text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\0]/);
    expect(hostile.html).not.toMatch(/<script|<img|<\/blockquote>\s*<b>|href="javascript/i);
    expect(hostile.html).toContain('&lt;script&gt;');
    // ours only: what people type makes no tag
    const tags = (html: string) => new Set(html.match(/<\/?[a-z]+/g));
    for (const tag of tags(hostile.html)) expect([...tags(written.html), '<br']).toContain(tag);
  });
});

const POISON =
  '<script>alert(1)</script></blockquote><b>\r\nBcc: victim@example.org\u202e\u2066\0<img src=x onerror=alert(1)>';

/** Every text of the letter that people type, replaced. */
function poisoned(letter: Letter): Letter {
  const author = 'author' in letter && { author: { ...letter.author, name: POISON } };
  const texts = ['description', 'body', 'summary', 'explanation', 'textForRequester', 'text', 'requesterName'].filter(
    (key) => key in letter,
  );
  const replaced = Object.fromEntries(texts.map((key) => [key, POISON]));
  return { ...letter, ...author, ...replaced, title: POISON, readerName: POISON, url: 'javascript:alert(1)' };
}

describe('who wrote', () => {
  const first = (letter: Letter) => unwrapped(writeLetter(letter, 'en').text.split('\n\n')[1]!);

  it('is a colleague by name', () => {
    expect(first({ ...sampleOf('question'), author: spoc })).toMatch(/^Solène Petit asks/);
  });

  it('is an institution to the person who asked', () => {
    const letter = first({ ...sampleOf('message'), author: engineer });
    expect(letter).toMatch(/^France Université Numérique wrote/);
    expect(writeLetter({ ...sampleOf('message'), author: engineer }, 'fr').html).not.toContain('Enzo');
  });

  it('is a name and an institution to staff of the other side', () => {
    expect(first(sampleOf('question'))).toMatch(/^Enzo Girard \(France Université Numérique\) asks/);
  });
});

describe('words', () => {
  it.each([
    ['incident', 'resolution', 'rétablissement'],
    ['request', 'resolution', 'traitement'],
    ['incident', 'response', 'prise en compte'],
  ] as const)('call the target of an %s for %s « %s »', (ticketKind, metric, word) => {
    const letter = writeLetter({ ...sampleOf('warned'), ticketKind, metric }, 'fr');
    expect(letter.subject).toContain(`75\u00a0% du délai de ${word}`);
    expect(unwrapped(letter.text)).toContain('convention de service');
  });

  it('say whose turn it is', () => {
    const turn = (letter: Letter) => /À qui d’agir +: (.*)/.exec(writeLetter(letter, 'fr').text)?.[1];
    expect(turn(sampleOf('resolved'))).toBe('France Université Numérique');
    expect(turn({ ...sampleOf('waiting'), nextActor: { who: 'requester' } })).toBe('vous');
    expect(turn({ ...sampleOf('question'), nextActor: { who: 'requester' } })).toBe(
      'la personne qui a fait la demande',
    );
    expect(turn({ ...sampleOf('closed'), nextActor: { who: 'nobody' } })).toBe('personne');
  });

  it('write the first of a month as people do', () => {
    const text = writeLetter({ ...sampleOf('missed'), dueAt: new Date('2026-05-01T07:05:00Z') }, 'fr').text;
    expect(unwrapped(text)).toContain('vendredi 1er mai 2026 à 9 h 05 (Europe/Paris)');
  });
});

describe('the layout', () => {
  it('keeps the lines of what people wrote, behind a mark that ours never have', () => {
    const { text, html } = writeLetter({ ...sampleOf('message'), body: 'un\n\n-- \nRéférence : FAUX' }, 'fr');
    expect(text).toContain('Message\u00a0:\n> un\n>\n> --\n> Référence : FAUX\n\n');
    expect(html).toContain('un<br>\n<br>\n--<br>\nRéférence : FAUX</blockquote>');
  });

  it('cuts what is too long and says so', () => {
    const { text, html } = writeLetter({ ...sampleOf('message'), body: '😀'.repeat(20_000) }, 'en');
    expect(text.length).toBeLessThan(12_000);
    expect(text).toContain('[The rest is in the ticket.]');
    expect(html).toContain('[The rest is in the ticket.]');
    expect(text).not.toMatch(/\p{Cs}/u);
  });

  it('cuts a long title in the subject between characters', () => {
    const { subject } = writeLetter({ ...sampleOf('closed'), title: `${'a'.repeat(110)}${'👩‍👩‍👧'.repeat(20)}` }, 'en');
    expect(subject).toMatch(/^\[ULCO-2026-00042\] Ticket closed: a+(👩‍👩‍👧)*…$/u);
    expect(subject.length).toBeLessThanOrEqual(160);
  });

  it('leaves out the heading of an empty text', () => {
    expect(writeLetter({ ...sampleOf('opened'), description: ' \n ' }, 'fr').text).not.toContain('Description');
  });

  it('names the institution to the other side only', () => {
    expect(writeLetter(sampleOf('answer'), 'fr').text).toContain('Établissement');
    expect(writeLetter({ ...sampleOf('answer'), institution: fun }, 'fr').text).not.toContain('Établissement');
    expect(body).toContain('Première');
  });

  it('links a web address and shows any other', () => {
    expect(writeLetter(sampleOf('closed'), 'en').html).toContain(
      '<a href="https://guichet.example/tickets/ULCO-2026-00042">',
    );
    expect(writeLetter({ ...sampleOf('closed'), url: 'data:text/html,x' }, 'en').html).not.toContain('href');
  });
});
