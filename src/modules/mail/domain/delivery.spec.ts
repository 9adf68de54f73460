import { afterAttempt, isWornOut, type MailState, type SendResult } from './delivery.js';

const createdAt = new Date('2026-04-02T08:00:00Z');
const now = new Date('2026-04-02T09:00:00Z');
const mail = (state: MailState, attempts: number) => ({ state, attempts, createdAt });
const minutes = (retryAt: Date | null) => (retryAt === null ? null : (retryAt.getTime() - now.getTime()) / 60_000);
const judge = (before: ReturnType<typeof mail>, outcome: Exclude<SendResult['outcome'], 'sent'>, at = now) => {
  const { state, retryAt } = afterAttempt(before, { outcome, error: 'said' }, at);
  return [state, minutes(retryAt)];
};

it('is sent once and for all', () => {
  const sent = { state: 'sent', error: null, retryAt: null, isUncounted: false };
  expect(afterAttempt(mail('queued', 1), { outcome: 'sent' }, now)).toEqual(sent);
  expect(afterAttempt(mail('uncertain', 2), { outcome: 'sent' }, now)).toEqual(sent);
});

it('waits longer after each refusal for now, then has failed', () => {
  const waits = [1, 2, 3, 4, 5, 6].map((attempts) => judge(mail('queued', attempts), 'temporary'));
  expect(waits).toEqual([
    ['queued', 1],
    ['queued', 5],
    ['queued', 15],
    ['queued', 60],
    ['queued', 180],
    ['failed', null],
  ]);
});

it('has failed at once when it is refused for good', () => {
  expect(judge(mail('queued', 1), 'permanent')).toEqual(['failed', null]);
});

it('is repeated once when nobody knows, and then stays uncertain', () => {
  expect(judge(mail('queued', 1), 'uncertain')).toEqual(['uncertain', 5]);
  expect(judge(mail('uncertain', 2), 'uncertain')).toEqual(['uncertain', null]);
  expect(judge(mail('uncertain', 2), 'permanent')).toEqual(['uncertain', null]);
  expect(judge(mail('uncertain', 2), 'temporary')).toEqual(['uncertain', 5]);
  expect(judge(mail('uncertain', 6), 'temporary')).toEqual(['uncertain', null]);
});

it('waits five days for a server, without losing an attempt', () => {
  expect(afterAttempt(mail('queued', 1), { outcome: 'unreachable', error: 'said' }, now)).toMatchObject({
    state: 'queued',
    isUncounted: true,
  });
  expect(judge(mail('queued', 6), 'unreachable')).toEqual(['queued', 5]);
  const late = new Date(createdAt.getTime() + 5 * 24 * 3_600_000);
  expect(judge(mail('queued', 1), 'unreachable', new Date(late.getTime() - 1))[0]).toBe('queued');
  expect(judge(mail('queued', 1), 'unreachable', late)).toEqual(['failed', null]);
});

it('is worn out by attempts that never end', () => {
  expect([10, 11].map((attempts) => isWornOut(mail('queued', attempts)))).toEqual([false, true]);
});
