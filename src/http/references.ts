import { type PipeTransform } from '@nestjs/common';
import { isUuid, notFound } from '../kernel/index.js';

// What names nothing by its form alone is as absent as what names nothing by its value: the same 404.

const NUMBERED = '[A-Z0-9]{2,12}-\\d{4}-\\d{5,12}';
/** `ULCO-2026-00042` */
export const TICKET_REFERENCE = new RegExp(`^${NUMBERED}$`);
const PROBLEM_REFERENCE = new RegExp(`^PRB-${NUMBERED}$`);
const CHANGE_REFERENCE = new RegExp(`^CHG-${NUMBERED}$`);
const RELEASE_REFERENCE = new RegExp(`^REL-${NUMBERED}$`);
const LARGEST_ORDINAL = 32_767;

/** `ULCO-2026-00042` */
export class ReferencePipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (TICKET_REFERENCE.test(value)) return value;
    throw notFound();
  }
}

/** `PRB-FUN-2026-00007` */
export class ProblemReferencePipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (PROBLEM_REFERENCE.test(value)) return value;
    throw notFound();
  }
}

/** `CHG-FUN-2026-00007` */
export class ChangeReferencePipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (CHANGE_REFERENCE.test(value)) return value;
    throw notFound();
  }
}

/** `REL-FUN-2026-00003` */
export class ReleaseReferencePipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (RELEASE_REFERENCE.test(value)) return value;
    throw notFound();
  }
}

export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isUuid(value)) return value.toLowerCase();
    throw notFound();
  }
}

/** The n-th of something, from 1; fits a smallint. */
export class OrdinalPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const ordinal = Number(value);
    if (/^[1-9]\d{0,4}$/.test(value) && ordinal <= LARGEST_ORDINAL) return ordinal;
    throw notFound();
  }
}
