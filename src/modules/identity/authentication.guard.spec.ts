import { expect, it } from '@jest/globals';
import { Controller, Get, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Config } from '../../config/index.js';
import { Allow, Open } from '../../http/index.js';
import { DomainError, SystemClock } from '../../kernel/index.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { SessionsStore } from './sessions.store.js';

@Controller()
class Routes {
  @Get('forgotten')
  forgotten(): void {}

  @Get('open')
  @Open()
  open(): void {}

  @Get('allowed')
  @Allow('ticket.read')
  allowed(): void {}

  @Get('metrics')
  @Allow('metrics.read')
  metrics(): void {}

  @Get('unknown')
  @Allow('ticket.reda')
  unknown(): void {}
}

const lost = new Error('Connection terminated unexpectedly');
const sessions = new SessionsStore({ outside: () => Promise.reject(lost) } as never);
const config = { metricsToken: 'the-token-by-which-prometheus-comes-in' } as Config;
const guard = new AuthenticationGuard(new Reflector(), sessions, new SystemClock(), config);

function asked(route: keyof Routes, authorization?: string, by = guard): Promise<boolean> {
  const request = { headers: { authorization }, params: {} };
  const context = {
    getHandler: () => Reflect.get(Routes.prototype, route) as unknown,
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  };
  return by.canActivate(context as unknown as ExecutionContext);
}

const refusal = (attempt: Promise<boolean>) =>
  attempt.then(
    () => 'let through',
    (error: unknown) => (error instanceof DomainError ? error.refusal.kind : error),
  );

const token = `Bearer gu_${'a'.repeat(43)}`;

it('denies a route that says nothing', async () => {
  expect(await refusal(asked('forgotten', token))).toBe('forbidden');
});

it('lets everybody through an open route', async () => {
  expect(await asked('open')).toBe(true);
});

it('lets who brings the token of the setting read the figures, whatever the database does, and nothing else', async () => {
  const brought = `Bearer ${config.metricsToken ?? ''}`;
  expect(await asked('metrics', brought)).toBe(true);
  expect(await refusal(asked('allowed', brought))).toBe('unauthenticated');
  expect(await refusal(asked('metrics', `${brought}x`))).toBe('unauthenticated');
  expect(await refusal(asked('metrics'))).toBe('unauthenticated');
  const unset = new AuthenticationGuard(new Reflector(), sessions, new SystemClock(), {} as Config);
  expect(await refusal(asked('metrics', 'Bearer undefined', unset))).toBe('unauthenticated');
});

it('asks who it is on any other', async () => {
  expect(await refusal(asked('allowed'))).toBe('unauthenticated');
});

it('does not take a failing database for a bad token', async () => {
  expect(await refusal(asked('allowed', token))).toBe(lost);
});

it('denies a permission that nobody has heard of', async () => {
  expect(await refusal(asked('unknown', token))).toMatchObject({ message: expect.stringContaining('ticket.reda') });
});
