import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { Transaction } from '../../database/index.js';
import { fieldErrorsOf } from '../../http/index.js';
import { newId, type FieldChange, type FieldError } from '../../kernel/index.js';
import type { Keeper } from '../../modules/institutions/index.js';
import type { Read } from './document.js';
import { FileDto } from './file.dto.js';
import type { Flaw } from './flaws.js';

/** One thing that will be done: what is printed of it, and the doing. */
export interface Step {
  lines: readonly string[];
  run: (tx: Transaction, keeper: Keeper) => Promise<void>;
}

/** An institution, a site or a service by its code: one that stands, or one that this file makes. */
export type Ids = Map<string, string>;

/**
 * What a file would do, and everything that is wrong with it. Each part of the file is looked at by a planner of its own;
 * an entry of which the shape is wrong is passed over by them, so that one mistake is said once.
 */
export class Plan {
  readonly flaws: Flaw[];
  readonly steps: Step[] = [];
  readonly notes: string[] = [];
  /** What stands in the database and not in the file, by its kind. */
  readonly left = new Map<string, number>();
  /** Entries of the file as which the database stands already, by their kind. */
  readonly unchanged = new Map<string, number>();
  readonly institutions: Ids = new Map();
  /** As `ULCO/MAIN`. */
  readonly sites: Ids = new Map();
  readonly services: Ids = new Map();
  readonly file: FileDto;
  private readonly misshapen = new Set<string>();

  constructor(
    private readonly read: Read,
    readonly now: Date,
  ) {
    this.flaws = read.flaws;
    this.file = plainToInstance(FileDto, isMap(read.value) ? read.value : {});
    if (read.flaws.length > 0) return;
    if (!isMap(read.value)) {
      this.tell([], 'the file is a map with guichet, institutions, services, terms, agreements and people');
      return;
    }
    const found = validateSync(this.file, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
    for (const error of fieldErrorsOf(found)) {
      const steps = stepsOf(error.pointer);
      this.misshapen.add(steps.slice(0, 2).join('/'));
      if (steps.length === 1) this.misshapen.add(`${steps[0] ?? ''}/*`);
      this.tell(steps, error.message, error.code === 'unknown_field');
    }
  }

  id(): string {
    return newId(this.now);
  }

  tell(steps: readonly (string | number)[], message: string, atKey = false): void {
    this.flaws.push(this.read.flawAt(steps.map(String), message, atKey));
  }

  /** What a part of the program refuses, with pointers below a place of the file. */
  tellBelow(steps: readonly (string | number)[], errors: readonly FieldError[]): void {
    for (const { pointer, message } of errors) this.tell([...steps, ...stepsOf(pointer)], message);
  }

  /** The entries of a part of the file whose shape is right, each with its place. */
  entries<K extends 'institutions' | 'services' | 'terms' | 'agreements' | 'people'>(
    part: K,
  ): { entry: NonNullable<FileDto[K]>[number]; at: [string, number] }[] {
    const list: unknown = this.file[part];
    if (!Array.isArray(list) || this.misshapen.has(`${part}/*`)) return [];
    return (list as NonNullable<FileDto[K]>[number][]).flatMap((entry, index) =>
      this.misshapen.has(`${part}/${String(index)}`) ? [] : [{ entry, at: [part, index] as [string, number] }],
    );
  }

  /** Tells of each that stands twice, at its later place; the first one is the one that counts. */
  once(seen: Set<string>, key: string, steps: readonly (string | number)[], what: string): boolean {
    if (seen.has(key)) this.tell(steps, `${what} ${key} stands in the file twice`);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  }

  /** The id behind a code; tells where there is none. */
  find(ids: Ids, code: string, steps: readonly (string | number)[], what: string): string | undefined {
    const id = ids.get(code);
    if (id === undefined) this.tell(steps, `no ${what} has the code ${code}, neither in the file nor in the database`);
    return id;
  }

  add(lines: readonly string[], run: Step['run']): void {
    this.steps.push({ lines, run });
  }

  same(kind: string): void {
    this.unchanged.set(kind, (this.unchanged.get(kind) ?? 0) + 1);
  }
}

/** Changes of fields, one a line. */
export function inWords(what: string, changes: readonly FieldChange[]): string[] {
  return changes.map(({ field, from, to }) => `~ ${what}: ${field}: ${said(from)} -> ${said(to)}`);
}

function said(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
