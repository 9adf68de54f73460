import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { DomainError, notFound, type FieldError } from '../kernel/index.js';
import { pointerTo } from './json-pointer.js';

const MOST_ERRORS = 50;

/** The one pipe that reads bodies, queries and path parameters into DTOs. A parameter that is not valid is a 404. */
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      transformOptions: { enableImplicitConversion: false, exposeDefaultValues: true },
      stopAtFirstError: false,
      exceptionFactory: (errors) => invalidInput(fieldErrorsOf(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && this.toValidate(metadata) && value !== undefined && !isObject(value)) {
      throw invalidInput([{ pointer: '', code: 'is_object', message: 'must be an object' }]);
    }
    // a number in a path is text until its own pipe has read it: "01" and "1e0" are not 1
    if (metadata.type === 'param' && !this.toValidate(metadata)) return value;
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      throw metadata.type === 'param' && error instanceof DomainError ? notFound() : error;
    }
  }
}

/** What class-validator found, for whoever reads into DTOs something that is no request. */
export function fieldErrorsOf(errors: readonly ValidationError[]): FieldError[] {
  return errors.flatMap((error) => fieldErrors(error, []));
}

/** Also for rules that a DTO cannot say: the same answer, so that a form can show it at the same place. */
export function invalidInput(errors: FieldError[]): DomainError {
  return new DomainError({
    kind: 'malformed',
    code: 'invalid_input',
    detail: 'The input is not valid.',
    errors: errors.slice(0, MOST_ERRORS),
  });
}

function fieldErrors(error: ValidationError, above: string[]): FieldError[] {
  const path = [...above, error.property];
  const children = (error.children ?? []).flatMap((child) => fieldErrors(child, path));
  return [...ownErrors(error, pointerTo(path)), ...children];
}

function ownErrors({ constraints = {}, value }: ValidationError, pointer: string): FieldError[] {
  if ('whitelistValidation' in constraints) {
    return [{ pointer, code: 'unknown_field', message: 'is not known here' }];
  }
  // what is missing breaks every rule of its field: one error says it
  if (value === undefined && Object.keys(constraints).length > 0) {
    return [{ pointer, code: 'required', message: 'is required' }];
  }
  return Object.entries(constraints).map(([rule, message]) => ({ pointer, code: snakeCase(rule), message }));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`).replace(/^_/, '');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
