import { Readable } from 'node:stream';
import type { Reply, Request } from './fastify.js';
import { neutralDraft } from './problem.js';
import { sendProblem } from './problem.filter.js';
import { rangeOf } from './ranges.js';

/** Something to download whose bytes never change. */
export interface Sendable {
  name: string;
  size: number;
  /** A strong validator, without quotes. */
  tag: string;
  /** What it is sent as; undefined: bytes, to be saved. Only for what does nothing when it is shown. */
  inlineAs: string | undefined;
  /** `range`: both ends included. */
  open(range?: { from: number; to: number }): Promise<Readable>;
}

/**
 * Sends a file, or the part of it that was asked for (RFC 9110, 14): never as anything that could run, never to a cache
 * that others share. Answers HEAD without opening it.
 */
export async function fileReply(request: Request, reply: Reply, file: Sendable): Promise<void> {
  const etag = `"${file.tag}"`;
  const { range: asked, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers;
  reply
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-disposition', dispositionOf(file.name, file.inlineAs !== undefined));
  if (matches(ifNoneMatch, etag)) {
    await reply.code(304).send();
    return;
  }
  const range =
    request.method === 'GET' && (ifRange === undefined || ifRange === etag) ? rangeOf(asked, file.size) : undefined;
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${String(file.size)}`);
    sendProblem(request, reply, neutralDraft(416));
    return;
  }
  const length = range ? range.to - range.from + 1 : file.size;
  if (range) reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${file.size}`);
  else reply.code(200);
  reply.header('content-type', file.inlineAs ?? 'application/octet-stream');
  if (request.method === 'HEAD') {
    // of a stream that is not read Fastify keeps the length that stands there
    await reply.header('content-length', String(length)).send(Readable.from([]));
    return;
  }
  const bytes = await file.open(range);
  await reply.header('content-length', String(length)).send(bytes);
}

/** RFC 6266: a plain name for everybody, and the name as it is (RFC 8187) for who reads that. */
export function dispositionOf(name: string, isInline: boolean): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isInline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && header.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
