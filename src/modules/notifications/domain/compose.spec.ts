import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../../events/index.js';
import { SYSTEM_PERSON } from '../../../kernel/index.js';
import type { LetterOf } from '../../mail/index.js';
import { authorOf } from './author.js';
import type { Briefing } from './briefing.js';
import { compose, type Reader } from './compose.js';

const at = new Date('2026-04-02T08:00:00Z');
const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000);
const ulco = { code: 'ULCO', name: 'Université du Littoral' };
const fun = { code: 'FUN', name: 'France Université Numérique' };
const everybody = ['ulco/user', 'fun/provider'];
const text = (body: string, audience = 'shared', readers = everybody) => ({ body, audience, readers });

const atHome: Briefing = {
  institution: { id: 'ulco', ...ulco },
  ticket: {
    id: 'ticket',
    reference: 'ULCO-2026-00042',
    title: 'Le cours ne s’ouvre plus',
    kind: 'incident',
    priority: 'P2',
    institutionId: 'ulco',
    siteId: 'site',
    agreementId: null,
    serviceId: 'service',
    service: { code: 'FUNCAMPUS', name: 'FUN Campus' },
    requesterId: 'camille',
    openedBy: 'camille',
    nextActor: 'provider',
    nextActorInstitutionId: 'fun',
  },
  institutions: new Map([
    ['ulco', ulco],
    ['fun', fun],
  ]),
  escalations: [
    { n: 1, function: 'support', holderId: 'ulco', requesterName: null },
    { n: 2, function: 'hosting', holderId: 'fun', requesterName: null },
  ],
  timers: [],
  texts: new Map([
    ['note', text('Entre nous', 'internal', ['ulco/user'])],
    ['word', text('Bonjour', 'requester')],
    ['shared', text('Voici le journal')],
    ['reason', text('C’est l’hébergement')],
    ['summary', text('La page reste blanche')],
  ]),
  forwardings: new Map([[1, 'reason']]),
  names: new Map([
    ['camille', 'Camille Martin'],
    ['solene', 'Solène Petit'],
  ]),
  files: new Map([['file', 'capture.png']]),
  publicUrl: 'https://guichet.example',
};
const atProvider: Briefing = { ...atHome, institution: { id: 'fun', ...fun } };

const spoc: Reader = { name: 'Solène', part: 'home', reason: 'spoc', locale: 'fr', timeZone: 'Europe/Paris' };
const requester: Reader = { ...spoc, name: 'Camille', reason: 'requester' };
const engineer: Reader = { ...spoc, name: 'Enzo', part: 'provider', reason: 'engineer', locale: 'en' };

const event = (type: string, data: object, from: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: 'event',
  streamId: 'ticket',
  number: 1,
  type,
  audience: 'shared',
  occurredAt: at,
  actorId: 'solene',
  actorInstitutionId: 'ulco',
  actorSide: 'user',
  data: data as RecordedEvent['data'],
  ...from,
});
const posted = (messageId: string) => event('message.posted', { messageId });

describe('a letter', () => {
  it('tells a text to a side that may read it', () => {
    expect(compose('message', posted('shared'), engineer, atProvider)).toMatchObject({ body: 'Voici le journal' });
    expect(compose('message', posted('note'), spoc, atHome)).toMatchObject({ body: 'Entre nous' });
    expect(compose('message', posted('word'), requester, atHome)).toMatchObject({ body: 'Bonjour' });
  });

  it('is not written with a text for the other side, even within one institution', () => {
    expect(() => compose('message', posted('note'), engineer, atProvider)).toThrow('not for its reader');
    expect(() => compose('message', posted('note'), { ...engineer, locale: 'fr' }, atHome)).toThrow(
      'not for its reader',
    );
  });

  it('is not written to the requester with what staff say among themselves', () => {
    for (const id of ['note', 'shared']) {
      expect(() => compose('message', posted(id), requester, atHome)).toThrow('not for its reader');
    }
  });

  it('is not written with a text that is gone', () => {
    expect(() => compose('message', posted('unknown'), spoc, atHome)).toThrow('not there');
    expect(() => compose('resolved', event('ticket.resolved', {}), requester, atHome)).toThrow('not there');
  });

  it('of a forwarding tells the SPOC where it went, and the next holder what the first one got', () => {
    const forwarded = event('escalation.forwarded', { n: 1, messageId: 'reason' });
    expect(compose('forwarded', forwarded, spoc, atHome)).toMatchObject({
      for: 'spoc',
      holder: fun,
      function: 'hosting',
      explanation: 'C’est l’hébergement',
    });
    const escalated = event('ticket.escalated', { n: 2, summaryId: 'summary', sentBy: 'provider' });
    expect(compose('forwarded', escalated, engineer, atProvider)).toMatchObject({
      for: 'provider',
      holder: fun,
      explanation: 'C’est l’hébergement',
      summary: 'La page reste blanche',
    });
  });

  it('names the staff who registered a ticket for somebody, and nobody to those who did it themselves', () => {
    const opened = event('ticket.opened', {}, { audience: 'requester' });
    const briefing = { ...atHome, descriptionId: 'word' };
    const byStaff = { ...briefing, ticket: { ...atHome.ticket, openedBy: 'solene' } };
    expect(compose('opened', opened, requester, byStaff)).toMatchObject({
      for: 'requester',
      openedBy: 'Solène Petit',
    });
    expect(compose('opened', opened, requester, briefing)).not.toHaveProperty('openedBy');
    expect(compose('opened', opened, spoc, briefing)).toMatchObject({
      for: 'staff',
      requesterName: 'Camille Martin',
    });
  });

  it('says what the own side owes next, and nothing of it to the requester', () => {
    const timers: Briefing['timers'] = [
      { side: 'provider', state: 'running', dueAt: after(90) },
      { side: 'provider', state: 'running', dueAt: after(30) },
      { side: 'provider', state: 'running', dueAt: after(-5) },
      { side: 'provider', state: 'paused', dueAt: after(10) },
      { side: 'user', state: 'running', dueAt: after(60) },
    ];
    const dueAt = (reader: Reader, briefing: Briefing, id = 'shared') =>
      compose('message', posted(id), reader, { ...briefing, timers }).dueAt;
    expect(dueAt(engineer, atProvider)).toEqual(after(30));
    expect(dueAt(spoc, atHome)).toEqual(after(60));
    expect(dueAt(requester, atHome, 'word')).toBeUndefined();
  });

  it('says whose turn it is by institution, and at home that it is the requester’s', () => {
    const turn = (nextActor: 'requester' | 'provider', id: string, briefing: Briefing, reader: Reader) =>
      compose('message', posted('shared'), reader, {
        ...briefing,
        ticket: { ...briefing.ticket, nextActor, nextActorInstitutionId: id },
      }).nextActor;
    expect(turn('provider', 'fun', atHome, spoc)).toEqual({ who: 'provider', institution: fun });
    expect(turn('requester', 'ulco', atHome, spoc)).toEqual({ who: 'requester' });
    expect(turn('requester', 'ulco', atProvider, engineer)).toEqual({ who: 'requester', institution: ulco });
  });

  it('of a timer tells its share and when it is due', () => {
    const data = { side: 'provider', metric: 'response', percent: 75, dueAt: '2026-04-02T09:00:00.000Z' };
    const warned = compose('warned', event('timer.warned', data), engineer, atProvider) as LetterOf<'warned'>;
    expect(warned).toMatchObject({ metric: 'response', percent: 75, dueAt: new Date('2026-04-02T09:00:00Z') });
  });
});

describe('a letter about time', () => {
  const byTime = (type: string, data: object) => event(type, data, { actorId: SYSTEM_PERSON });
  const at5 = '2026-04-09T16:00:00.000Z';

  it('says beforehand what follows, and only what the event says', () => {
    const resolved = event('ticket.resolved', { messageId: 'word', closesAt: at5 });
    expect(compose('resolved', resolved, requester, atHome)).toMatchObject({ closesAt: new Date(at5) });
    const last = byTime('ticket.reminded', { messageId: 'word', workingDays: 7, resolvesAt: at5 });
    expect(compose('reminded', last, requester, atHome)).toMatchObject({ body: 'Bonjour', resolvesAt: new Date(at5) });
    const first = byTime('ticket.reminded', { messageId: 'word', workingDays: 3 });
    expect(compose('reminded', first, requester, atHome)).not.toHaveProperty('resolvesAt');
  });

  it('names who asked or delivered, whoever tells of it', () => {
    const question = byTime('escalation.reminded', { n: 2, about: 'question', messageId: 'shared', returnsAt: at5 });
    expect(compose('question_reminded', question, spoc, atHome)).toMatchObject({
      asker: fun,
      body: 'Voici le journal',
      returnsAt: new Date(at5),
    });
    const delivery = byTime('escalation.reminded', { n: 2, about: 'delivery', messageId: 'shared', transmitsAt: at5 });
    expect(compose('delivery_reminded', delivery, spoc, atHome)).toMatchObject({
      deliverer: fun,
      textForRequester: 'Voici le journal',
      transmitsAt: new Date(at5),
    });
  });

  it('does not tell the requester the question of a provider', () => {
    const wrong = byTime('ticket.reminded', { messageId: 'shared' });
    expect(() => compose('reminded', wrong, requester, atHome)).toThrow('not for its reader');
  });

  it('says until when the next holder has to accept, whatever is due later', () => {
    const escalated = (acceptBy: string) =>
      compose(
        'forwarded',
        byTime('ticket.escalated', { n: 2, summaryId: 'summary', sentBy: 'system', acceptBy }),
        engineer,
        { ...atProvider, timers: [{ side: 'provider', state: 'running', dueAt: after(600) }] },
      ).dueAt;
    expect(escalated(after(60).toISOString())).toEqual(after(60));
    expect(escalated(after(900).toISOString())).toEqual(after(600));
  });

  it('tells a former holder nothing of who comes next', () => {
    const forwarded = byTime('escalation.forwarded', { n: 1, holderId: 'ulco', messageId: 'reason', sentBy: 'system' });
    const former = { ...atHome, escalations: atHome.escalations.slice(0, 1) };
    const letter = compose('passed_on', forwarded, { ...engineer, part: 'home' }, former);
    expect(letter).toMatchObject({ function: 'support', explanation: 'C’est l’hébergement' });
    expect(letter).not.toHaveProperty('holder');
  });

  it('says whose date it was and for what', () => {
    const ours = byTime('ticket.follow_up_due', { cause: 'change', followUpAt: at5 });
    expect(compose('follow_up_due', ours, spoc, atHome)).toMatchObject({
      for: 'ticket',
      cause: 'change',
      followUpAt: new Date(at5),
    });
    const theirs = byTime('escalation.follow_up_due', { n: 2, escalationCause: 'planned', followUpAt: at5 });
    expect(compose('follow_up_due', theirs, engineer, atProvider)).toMatchObject({
      for: 'escalation',
      cause: 'planned',
    });
  });

  it('counts to managers how often it came back, or was sent', () => {
    const manager: Reader = { ...spoc, reason: 'manager' };
    const returned = event('escalation.returned', { n: 2, code: 'other', messageId: 'reason', returns: 2 });
    expect(compose('repeated', returned, manager, atHome)).toMatchObject({ what: 'return', count: 2 });
    const sent = event('ticket.escalated', { n: 2, summaryId: 'summary', sendings: 3 });
    expect(compose('repeated', sent, manager, atHome)).toMatchObject({
      what: 'sending',
      count: 3,
      explanation: 'La page reste blanche',
    });
  });
});

describe('the author of a letter', () => {
  const from = (actorId: string, actorSide: RecordedEvent['actorSide'], actorInstitutionId = 'ulco') => ({
    actorId,
    actorSide,
    actorInstitutionId,
  });

  it('is the requester by name at home, and "a user of" to a provider', () => {
    const asked = from('camille', 'requester');
    expect(authorOf(asked, 'home', atHome, 'fr')).toEqual({ name: 'Camille Martin', institution: ulco });
    expect(authorOf(asked, 'provider', atProvider, 'en').name).toBe('a user of ULCO');
    expect(authorOf(asked, 'provider', atProvider, 'fr').name).toBe('un usager de ULCO');
  });

  it('is the requester by name to a provider when that was ticked', () => {
    const escalations = [{ n: 2, function: 'hosting' as const, holderId: 'fun', requesterName: 'Camille M.' }];
    const briefing = { ...atProvider, escalations };
    expect(authorOf(from('camille', 'requester'), 'provider', briefing, 'en').name).toBe('Camille M.');
  });

  it('is not named to an own provider side just because the institution knows the requester', () => {
    expect(authorOf(from('camille', 'requester'), 'provider', atHome, 'en').name).toBe('a user of ULCO');
  });

  it('is what they are when their name never crossed', () => {
    expect(authorOf(from('somebody', 'user'), 'provider', atProvider, 'fr')).toEqual({
      name: 'Un SPOC',
      institution: ulco,
    });
    expect(authorOf(from('somebody', 'provider', 'fun'), 'home', atHome, 'en').name).toBe('The team');
  });

  it('is the program for what time does by itself', () => {
    expect(authorOf(from(SYSTEM_PERSON, 'user'), 'home', atHome, 'fr').name).toBe('Guichet');
  });
});
