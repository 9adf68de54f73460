import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError, statusOf } from '../kernel/index.js';
import { databaseProblem, sqlStateOf } from './database-errors.js';
import { type Reply, type Request } from './fastify.js';
import { neutralDraft, PROBLEM_TYPE, toProblem, type ProblemDraft } from './problem.js';

/** Turns whatever was thrown into one problem, and writes down what the caller is not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<Reply>();
    const draft = draftOf(error);
    if (draft.status >= 500) this.record(request, draft.status, error);
    if (reply.sent || reply.raw.headersSent) {
      // half an answer is out: only cutting the connection tells the caller that it is not whole
      reply.raw.destroy();
      return;
    }
    sendProblem(request, reply, draft);
  }

  private record(request: Request, status: number, error: unknown): void {
    const fields = { requestId: request.id, status, sqlState: sqlStateOf(error) };
    this.logger.error('the request failed', fields, error instanceof Error ? error : new Error(String(error)));
  }
}

export function sendProblem(request: Request, reply: Reply, draft: ProblemDraft): void {
  const problem = toProblem(draft, pathOf(request), request.id);
  for (const header of ['etag', 'last-modified', 'content-disposition', 'content-length']) reply.removeHeader(header);
  if (draft.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(draft.retryAfterSeconds)));
  if (draft.status === 401) reply.header('www-authenticate', 'Bearer');
  // already a string: Fastify would choose a serializer by the content type
  void reply.code(draft.status).header('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
}

export function pathOf(request: Request): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function draftOf(error: unknown): ProblemDraft {
  if (error instanceof DomainError) {
    const { kind, ...refusal } = error.refusal;
    return { status: statusOf[kind], ...refusal };
  }
  if (error instanceof HttpException) return neutralDraft(error.getStatus());
  // Fastify and its plugins mark the client's faults with a `statusCode`; anything else is ours
  const claimed = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (claimed >= 400 && claimed < 500) return neutralDraft(claimed);
  return databaseProblem(error) ?? neutralDraft(500);
}
