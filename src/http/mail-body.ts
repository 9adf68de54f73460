import { UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DomainError } from '../kernel/index.js';
import type { FastifyServer, Request } from './fastify.js';

/** Marks a route that reads a mail as it stands (message/rfc822); on every other one such a body is refused (415). */
export const TakesMail = () => RouteConfig({ takesMail: true });

const TYPE = 'message/rfc822';
const MAIL = /^message\/rfc822\s*(?:;|$)/i;

/** The bytes are read by the route itself, so that nobody who may not send mail has megabytes read. */
export function useMailBodies(server: FastifyServer): void {
  server.addContentTypeParser(TYPE, (_request, _payload, done) => {
    done(null);
  });
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    const isTaken = (request.routeOptions.config as { takesMail?: boolean }).takesMail === true;
    const isMail = MAIL.test(request.headers['content-type'] ?? '');
    done(isMail && !isTaken && !request.is404 ? new UnsupportedMediaTypeException() : null);
  });
}

/** The mail, at most `most` bytes (413). What is left is read and dropped, so that whoever sends it gets the answer. */
export async function mailBody(request: Request, most: number): Promise<Buffer> {
  if (!MAIL.test(request.headers['content-type'] ?? '')) throw new UnsupportedMediaTypeException();
  const { raw } = request;
  const announced = Number(request.headers['content-length'] ?? 0);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (announced > most) throw tooLarge();
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > most) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    raw.resume();
  }
  if (size === 0) throw new DomainError({ kind: 'malformed', code: 'empty_mail', detail: 'There is no mail.' });
  return Buffer.concat(chunks, size);
}

function tooLarge(): DomainError {
  return new DomainError({ kind: 'too_large', code: 'too_large', detail: 'The mail is larger than is taken here.' });
}
