import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { PROBLEM_TYPE } from './problem.js';

/** Marks an operation until the document is finished. Not `@ApiResponse`: with one, Swagger leaves out the success. */
export const REFUSES = /^x-refuses-(\d{3})$/;

/** Documents the refusals that cannot be read off a route, as 409 of a move or 422 of a rule. */
export function Refuses(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(...statuses.map((status) => ApiExtension(`x-refuses-${status}`, true)));
}

export const problemContent = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };

const stringSchema = { type: 'string' };

/** Schema of the one error body (RFC 9457). */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  additionalProperties: false,
  properties: {
    type: stringSchema,
    title: stringSchema,
    status: { type: 'integer' },
    detail: stringSchema,
    code: { type: 'string', pattern: '^[a-z][a-z0-9_]*$' },
    instance: stringSchema,
    requestId: stringSchema,
    moves: { type: 'array', items: stringSchema },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        additionalProperties: false,
        properties: { pointer: stringSchema, code: stringSchema, message: stringSchema },
      },
    },
  },
};
