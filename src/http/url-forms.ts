import { UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DomainError } from '../kernel/index.js';
import type { FastifyServer } from './fastify.js';

/** Marks a route that a page without scripts posts its form to; on every other one such a body is refused (415). */
export const TakesUrlForm = () => RouteConfig({ takesUrlForm: true });

const TYPE = 'application/x-www-form-urlencoded';
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const LONGEST_BODY = 64 * 1024;
const MOST_FIELDS = 20;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Such a body is the one that a page of another site can have a browser send without asking first. So no other route
 * reads it, and those that do must not take the browser's word for who is asking.
 */
export function useUrlForms(server: FastifyServer): void {
  server.addContentTypeParser(TYPE, { parseAs: 'buffer', bodyLimit: LONGEST_BODY }, (_request, body: Buffer, done) => {
    try {
      done(null, fieldsIn(body));
    } catch {
      done(new DomainError({ kind: 'malformed', code: 'malformed_form', detail: 'The form cannot be read.' }));
    }
  });
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    const isTaken = (request.routeOptions.config as { takesUrlForm?: boolean }).takesUrlForm === true;
    const isForm = FORM.test(request.headers['content-type'] ?? '');
    done(isForm && !isTaken && !request.is404 ? new UnsupportedMediaTypeException() : null);
  });
}

/** Each field once; percent-encoded bytes that are not UTF-8 become what nobody typed, and are refused too. */
function fieldsIn(body: Buffer): Record<string, string> {
  const pairs = [...new URLSearchParams(utf8.decode(body))];
  const fields = Object.fromEntries(pairs);
  if (pairs.length > MOST_FIELDS || Object.keys(fields).length !== pairs.length) throw new Error('not a form of ours');
  if (pairs.some(([name, value]) => `${name}${value}`.includes('\ufffd'))) throw new Error('not UTF-8');
  return fields;
}
