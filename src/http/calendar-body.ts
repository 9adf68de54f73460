import { UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DomainError } from '../kernel/index.js';
import type { FastifyServer, Request } from './fastify.js';
import { formParts } from './forms.js';

/** Marks a route that reads an iCalendar file, as it stands (text/calendar) or in a form; elsewhere both are refused (415). */
export const TakesCalendar = () => RouteConfig({ takesCalendar: true, takesFiles: true });

const TYPE = 'text/calendar';
const CALENDAR = /^text\/calendar\s*(?:;|$)/i;

/** The bytes are read by the route itself, once it knows who asks. */
export function useCalendarBodies(server: FastifyServer): void {
  server.addContentTypeParser(TYPE, (_request, _payload, done) => {
    done(null);
  });
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    const isTaken = (request.routeOptions.config as { takesCalendar?: boolean }).takesCalendar === true;
    const isCalendar = CALENDAR.test(request.headers['content-type'] ?? '');
    done(isCalendar && !isTaken && !request.is404 ? new UnsupportedMediaTypeException() : null);
  });
}

/**
 * The text of the file, at most `most` bytes of UTF-8: whatever is larger is refused (413) as soon as that shows. What is left
 * is read and dropped, so that whoever sends it gets the answer.
 */
export async function calendarBody(request: Request, most: number): Promise<string> {
  if (request.isMultipart()) {
    for await (const { content } of formParts(request, {}, 1)) return readText(content, most);
    throw malformed('no_file', 'There is no file in the form.');
  }
  if (!CALENDAR.test(request.headers['content-type'] ?? '')) throw new UnsupportedMediaTypeException();
  const { raw } = request;
  try {
    if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
    return await readText(raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>, most);
  } finally {
    raw.resume();
  }
}

async function readText(content: AsyncIterable<Buffer>, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size));
  } catch {
    throw malformed('not_utf8', 'The file is not in UTF-8.');
  }
}

const tooLarge = () =>
  new DomainError({ kind: 'too_large', code: 'too_large', detail: 'The file is larger than is taken here.' });
const malformed = (code: string, detail: string) => new DomainError({ kind: 'malformed', code, detail });
