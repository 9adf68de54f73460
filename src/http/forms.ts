import multipart from '@fastify/multipart';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Readable } from 'node:stream';
import { DomainError } from '../kernel/index.js';
import type { FastifyServer, Request } from './fastify.js';
import { refuseFlaws } from './text-guard.js';

/** Marks a route that reads multipart/form-data; on every other one such a body is refused (415), as all but JSON is. */
export const TakesFiles = () => RouteConfig({ takesFiles: true });

const FORM = /^multipart\/form-data\s*(?:;|$)/i;
const MOST_FIELDS = 10;
const LONGEST_FIELD = 100_000;

/** One file of a form; to be read at once, before the next part. */
export interface FilePart {
  field: string;
  /** As it was sent: not to be trusted. */
  name: string;
  content: AsyncIterable<Buffer>;
}

export async function useForms(server: FastifyServer): Promise<void> {
  await server.register(multipart, { throwFileSizeLimit: false });
  server.addHook('preParsing', (request, _reply, _payload, done) => {
    const isTaken = (request.routeOptions.config as { takesFiles?: boolean }).takesFiles === true;
    const isForm = FORM.test(request.headers['content-type'] ?? '');
    done(isForm && !isTaken && !request.is404 ? new UnsupportedMediaTypeException() : null);
  });
}

/**
 * The files of a form in the order in which they come, and its fields put into `fields` as they come: nothing is held back
 * in memory or put on disk. What is left of the request is read and dropped, so that whoever sends it gets the answer.
 */
export async function* formParts(
  request: Request,
  fields: Record<string, string>,
  mostFiles: number,
): AsyncGenerator<FilePart> {
  if (!request.isMultipart()) throw new UnsupportedMediaTypeException();
  const limits = {
    files: mostFiles,
    fields: MOST_FIELDS,
    parts: mostFiles + MOST_FIELDS,
    fieldSize: LONGEST_FIELD,
    fieldNameSize: 100,
    fileSize: Number.MAX_SAFE_INTEGER,
    headerPairs: 20,
  };
  try {
    const parts = request.parts({ limits });
    for (;;) {
      const next = await parts.next().catch(refuseForm);
      if (next.done) return;
      const part = next.value;
      if (part.type === 'field') keepField(fields, part.fieldname, part.value, part.valueTruncated);
      else {
        // a file without a name is one too
        const name = (part.filename as string | undefined) ?? '';
        yield { field: part.fieldname, name, content: bytesOf(part.file) };
        part.file.resume();
      }
    }
  } finally {
    request.raw.unpipe();
    request.raw.resume();
  }
}

async function* bytesOf(file: Readable): AsyncGenerator<Buffer> {
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await chunks.next().catch(refuseForm);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

function keepField(fields: Record<string, string>, name: string, value: unknown, isCut: boolean): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (isCut) throw tooLarge('field_too_long', 'A field of the form is too long.');
  if (Object.hasOwn(fields, name)) throw malformed('A field of the form is there twice.');
  refuseFlaws({ [name]: text });
  fields[name] = text;
}

/** Whatever the parser says was said by the form: the plugin's limits are 413, the rest is a form that is none. */
function refuseForm(error: unknown): never {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 413) throw tooLarge(code === 'FST_FILES_LIMIT' ? 'too_many_files' : 'too_many_parts', tooMany);
  throw malformed('The form cannot be read: it is cut off, or not multipart/form-data.');
}

const tooMany = 'The form has more files or fields than are taken at once.';

const tooLarge = (code: string, detail: string) => new DomainError({ kind: 'too_large', code, detail });
const malformed = (detail: string) => new DomainError({ kind: 'malformed', code: 'malformed_form', detail });
