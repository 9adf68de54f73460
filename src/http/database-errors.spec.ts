import { describe, expect, it } from '@jest/globals';
import { databaseProblem } from './database-errors.js';

const said = (code: string) => Object.assign(new Error('in words of the server'), { code, severity: 'FATAL' });
const wrapped = (error: Error) => Object.assign(new Error('query failed'), { driverError: error });

describe('a database that cannot be used now is 503, and says when to come back', () => {
  it.each([
    ['57P01', 'is being shut down'],
    ['57P02', 'ends because another process of it crashed'],
    ['57P03', 'is starting up'],
    ['57P05', 'has ended a session that lay idle'],
    ['08006', 'has cut the connection'],
    ['08003', 'has no such connection'],
    ['53300', 'has no connection left'],
    ['25006', 'may only be read from'],
  ])('%s: it %s', (code) => {
    for (const error of [said(code), wrapped(said(code))])
      expect(databaseProblem(error)).toMatchObject({ status: 503, code: 'unavailable', retryAfterSeconds: 2 });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])('%s of the network', (code) => {
    expect(databaseProblem(Object.assign(new Error('connect'), { code }))).toMatchObject({ status: 503 });
  });

  it('53100: it has no room left, which is a reason of its own', () => {
    const problem = databaseProblem(wrapped(said('53100')));
    expect(problem).toMatchObject({ status: 503, code: 'storage_full', retryAfterSeconds: 30 });
    expect(problem?.detail).not.toContain('in words of the server');
  });
});

it('what breaks a rule of the database is a surprise, and no reason to come back', () => {
  expect(databaseProblem(said('23505'))).toBeUndefined();
  expect(databaseProblem(new Error('something else'))).toBeUndefined();
});
