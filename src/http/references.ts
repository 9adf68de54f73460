import { type PipeTransform } from '@nestjs/common';
import { isUuid, notFound } from '../kernel/index.js';

// What names nothing by its form alone is as absent as what names nothing by its value: the same 404.

const NUMBERED = '[A-Z0-9]{2,12}-\\d{4}-\\d{5,12}';
/** `ULCO-2026-00042` */
export const TICKET_REFERENCE = new RegExp(`^${NUMBERED}$`);
const LARGEST_ORDINAL = 32_767;

function reads(form: RegExp) {
  return class implements PipeTransform<string, string> {
    transform(value: string): string {
      if (form.test(value)) return value;
      throw notFound();
    }
  };
}

/** `ULCO-2026-00042` */
export class ReferencePipe extends reads(TICKET_REFERENCE) {}

/** `PRB-FUN-2026-00007` */
export class ProblemReferencePipe extends reads(new RegExp(`^PRB-${NUMBERED}$`)) {}

/** `CHG-FUN-2026-00007` */
export class ChangeReferencePipe extends reads(new RegExp(`^CHG-${NUMBERED}$`)) {}

/** `REL-FUN-2026-00003` */
export class ReleaseReferencePipe extends reads(new RegExp(`^REL-${NUMBERED}$`)) {}

/** `IMP-FUN-2026-00002` */
export class ImprovementReferencePipe extends reads(new RegExp(`^IMP-${NUMBERED}$`)) {}

/** `ACT-FUN-2026-00001` */
export class ActionReferencePipe extends reads(new RegExp(`^ACT-${NUMBERED}$`)) {}

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
