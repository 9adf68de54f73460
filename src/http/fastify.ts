import type { HttpServer } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

// Fastify's own types, taken from Nest's adapter: Nest decides which version of Fastify is in use, not our package.json.
type Adapter = ReturnType<NestFastifyApplication['getHttpAdapter']>;

export type Request = Adapter extends HttpServer<infer Each> ? Each : never;
export type Reply = Adapter extends HttpServer<Request, infer Each> ? Each : never;
export type FastifyServer = ReturnType<Adapter['getInstance']>;
