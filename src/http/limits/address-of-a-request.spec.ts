import { expect, it } from '@jest/globals';
import { startProbe, type Probe } from '../http.spec-support.js';

// Where a request comes from: an address that is believed too easily is counted as many.

const PER_MINUTE = 40;
const from = (probed: Probe, forwarded: string) =>
  probed.ask('/api/v1/nowhere', { headers: { 'x-forwarded-for': forwarded } });
const exhausted = async (probed: Probe, forwarded: (n: number) => string) => {
  for (let n = 0; n < PER_MINUTE; n += 1) expect((await from(probed, forwarded(n))).status).toBe(404);
  return (await from(probed, forwarded(PER_MINUTE))).status;
};

it('is not what it says itself', async () => {
  const probe = await startProbe({ RATE_LIMIT_PER_MINUTE: String(PER_MINUTE) });
  try {
    expect(await exhausted(probe, (n) => `192.0.2.${String(n)}`)).toBe(429);
  } finally {
    await probe.app.close();
  }
});

it('is what a proxy that is trusted says, and of that not what was said to the proxy', async () => {
  const behind = await startProbe({
    RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
    TRUSTED_PROXIES: '127.0.0.1, 10.1.0.0/16',
  });
  try {
    expect(await exhausted(behind, (n) => `203.0.113.${String(n)}, 192.0.2.1, 10.1.2.${String(n)}`)).toBe(429);
    expect((await from(behind, '192.0.2.2')).status).toBe(404);
    expect(await exhausted(behind, (n) => `2001:db8:0:1::${String(n + 1)}`)).toBe(429);
  } finally {
    await behind.app.close();
  }
});

it('changes nothing else: neither the host nor the scheme that is said there enters an answer', async () => {
  const behind = await startProbe({ TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://guichet.example' });
  try {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      'x-forwarded-for': '192.0.2.1',
    };
    for (const path of [
      '/api/v1/nowhere',
      '/api/v1/openapi.json',
      '/api/docs',
      '/api/v1/things/named/ULCO-2026-00042',
    ]) {
      const answer = await behind.ask(path, { headers, redirect: 'manual' });
      expect(JSON.stringify([...answer.headers, answer.text])).not.toMatch(/evil|gopher/);
    }
  } finally {
    await behind.app.close();
  }
});
