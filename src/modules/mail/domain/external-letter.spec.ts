import { describe, expect, it } from '@jest/globals';
import { writeExternalLetter, type ExternalLetter } from './external-letter.js';
import { threadHeaders } from './thread.js';

const letter: ExternalLetter = {
  news: { kind: 'called', summary: 'La recherche ne répond plus.', texts: ['Depuis midi.'] },
  reference: 'ULCO-2026-00042',
  title: 'Recherche\r\nBcc: all@example.org <b>lente</b>',
  ticketKind: 'incident',
  service: { code: 'OAE', name: 'Open Academic Environment' },
  institution: { code: 'ULCO', name: 'Université du Littoral' },
  holder: { code: 'ULORRAINE', name: 'Université de Lorraine' },
  function: 'development',
  priority: 'P3',
  externalName: 'Apereo Foundation',
};

describe.each(['fr', 'en'] as const)('a mail to somebody outside (%s)', (locale) => {
  it('holds the summary and what was ticked, and quotes the reference', () => {
    const { subject, text } = writeExternalLetter(letter, locale);
    expect(subject).toMatch(/^\[ULCO-2026-00042\] /);
    expect(text).toContain('> La recherche ne répond plus.');
    expect(text).toContain('> Depuis midi.');
    expect(text).toContain('Université de Lorraine');
  });

  it('names the requester only where that was ticked', () => {
    expect(writeExternalLetter(letter, locale).text).toContain(
      locale === 'fr' ? 'un usager de ULCO' : 'a user of ULCO',
    );
    const ticked = writeExternalLetter({ ...letter, requesterName: 'Camille Martin' }, locale);
    expect(ticked.text).toContain('Camille Martin (ULCO)');
  });

  it('is harmless, and links nowhere: they have no access', () => {
    const { subject, html } = writeExternalLetter(letter, locale);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('<a ');
  });

  it('says when nothing more is needed, without the texts', () => {
    const { text } = writeExternalLetter({ ...letter, news: { kind: 'ended' } }, locale);
    expect(text).toMatch(locale === 'fr' ? /n’attend plus rien/ : /needs nothing more/);
    expect(text).not.toContain('Depuis midi');
  });
});

it('is a thread of its own, apart from that of the people of the ticket', () => {
  const mail = { mailId: 'm', ticketId: 't', reference: 'ULCO-2026-00042', host: 'guichet.example' };
  expect(threadHeaders(mail).inReplyTo).toBe('<ticket.t@guichet.example>');
  expect(threadHeaders({ ...mail, externalN: 2 }).inReplyTo).toBe('<external.2.t@guichet.example>');
});
