import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiResponse } from '@nestjs/swagger';

const html = { 'text/html': { schema: { type: 'string' } } };
const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const meanings: Readonly<Record<number, string>> = {
  401: 'Not the person to whom the link was written',
  403: 'The form does not come from the page, or is too old',
  404: 'The link opens nothing, or no longer',
  409: 'Not possible as things stand',
  422: 'Something is missing in the form',
  429: 'Too many attempts',
};

/** Documents the page, and with which statuses it comes; what is refused before it is asked for is a problem as elsewhere. */
export function Pages(...statuses: number[]): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ApiProduces('text/html'),
    ApiOkResponse({ description: 'The page', content: html }),
    ...statuses.map((status) =>
      ApiResponse({ status, description: meanings[status] ?? 'The page', content: { ...html, ...problem } }),
    ),
  );
}
