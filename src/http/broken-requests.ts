import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type Reply, type Request } from './fastify.js';
import { neutralDraft, PROBLEM_TYPE, toProblem } from './problem.js';
import { sendProblem } from './problem.filter.js';

// What is refused before there is a request, or before it has a route: no hook and no filter of ours sees it.

/** A path that cannot be decoded, or whose part is longer than any name: it names nothing. */
export function answerBadPath(_error: unknown, request: Request, reply: Reply): void {
  reply.header('x-request-id', request.id);
  sendProblem(request, reply, neutralDraft(404));
}

/** Bytes that are not HTTP, headers without end, a request that never ends. */
export function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(toProblem(neutralDraft(status)));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
