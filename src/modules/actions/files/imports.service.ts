import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { conflict, DomainError } from '../../../kernel/index.js';
import { cleanName } from '../../tickets/index.js';
import { ActionDesk } from '../action-desk.js';
import { ActionsService } from '../actions.service.js';
import type { ActionKind } from '../domain/action-document.js';
import type { ActionFile, FileNote } from './domain/action-file.js';
import { readAnyFile, type ReadFile } from './domain/read-action-file.js';
import { ActionFilesStore } from './files.store.js';
import type { SourceFile } from './spool.js';

export const MOST_FILES = 1000;

export interface ImportWish {
  isDryRun: boolean;
  /** Of files that do not say for what they are: runbooks that were not written for this program. */
  service?: string | undefined;
  kind?: ActionKind | undefined;
}

export type Taken = 'created' | 'changed' | 'unchanged' | 'refused';

export interface ImportedFile {
  file: string;
  key: string | null;
  outcome: Taken;
  errors: FileNote[];
  warnings: FileNote[];
  reference: string | null;
}

interface Written {
  outcome: Taken;
  reference: string;
  warnings: FileNote[];
}

/** What a dry run has found, on its way out of the transaction, which it undoes. */
class DryRun extends Error {
  constructor(readonly written: Written) {
    super('a dry run');
  }
}

/**
 * Actions out of files: each a transaction of its own, so that one bad file loses nothing, and whoever begins again after an
 * interruption finds the others unchanged. What is written is a draft; nothing is published by it. A dry run does the same and
 * undoes it, so that it says what would come, refusals of the wall and of others who write included.
 */
@Injectable()
export class ActionImportsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly actions: ActionsService,
    private readonly desk: ActionDesk,
    private readonly files: ActionFilesStore,
  ) {}

  async import(actor: Actor, wish: ImportWish, files: AsyncIterable<SourceFile>): Promise<ImportedFile[]> {
    const items: ImportedFile[] = [];
    const keys = new Set<string>();
    for await (const source of files) items.push(await this.take(actor, wish, source, keys));
    return items;
  }

  private async take(
    actor: Actor,
    { isDryRun, service, kind }: ImportWish,
    { name, content }: SourceFile,
    keys: Set<string>,
  ): Promise<ImportedFile> {
    const file = cleanName(name);
    const refuse = (errors: FileNote[], key: string | null = null, warnings: FileNote[] = []): ImportedFile => ({
      ...{ file, key, outcome: 'refused', errors, warnings, reference: null },
    });
    if (!/\.(?:md|markdown)$/i.test(file))
      return refuse([note('not_markdown', 'The name of such a file ends with .md.')]);
    if (content === undefined) return refuse([note('file_too_large', 'A file has at most 1 MB.')]);
    const text = textIn(content);
    if (text === undefined) return refuse([note('not_utf8', 'This is no text in UTF-8.')]);
    const services = service === undefined ? [] : [service];
    const read = readAnyFile(text, { name: file, kind: kind ?? 'recovery', services });
    if (!read.file) return refuse(guessedErrors(read), null, read.warnings);
    const { key } = read.file;
    if (keys.has(key)) return refuse([note('key_twice', 'Another of these files has this key.')], key, read.warnings);
    keys.add(key);
    try {
      const written = await this.inOne(actor, read.file, read.isGuessed, isDryRun);
      const warnings = [...read.warnings, ...written.warnings];
      const reference = isDryRun && written.outcome === 'created' ? null : written.reference;
      return { file, key, outcome: written.outcome, errors: [], warnings, reference };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return refuse(notesOf(error, read), key, read.warnings);
    }
  }

  private async inOne(actor: Actor, file: ActionFile, isGuessed: boolean, isDryRun: boolean): Promise<Written> {
    try {
      return await this.work.together(actor, async (tx) => {
        const written = await this.write(tx, file, isGuessed);
        if (isDryRun) throw new DryRun(written);
        return written;
      });
    } catch (error) {
      if (error instanceof DryRun) return error.written;
      throw error;
    }
  }

  private async write(tx: Transaction, file: ActionFile, isGuessed: boolean): Promise<Written> {
    const { actor } = tx;
    const { key, sharing, document } = file;
    const reference = await this.files.referenceOf(tx, key);
    if (reference === undefined) {
      const { action } = await this.actions.draft(actor, { key, sharing, document });
      return { outcome: 'created', reference: action.reference, warnings: reviewNotes(file, null) };
    }
    const before = await this.desk.details(tx, reference);
    const shown = (before.open ?? before.holding).document.problems;
    // problems that the reader does not see are in no file, and stay
    const { problems, ...others } = document;
    const said = JSON.stringify(problems) === JSON.stringify(shown) ? others : document;
    const after = await this.actions.edit(actor, reference, before.action.version, { sharing, document: said });
    const warnings = reviewNotes(file, after.action.reviewOn);
    if (after.action.version === before.action.version) return { outcome: 'unchanged', reference, warnings };
    // guesses are made once: they would undo what somebody has made of them
    if (isGuessed)
      throw conflict('already_there', 'An action has this key: go on from the file that it is exported to.');
    return { outcome: 'changed', reference, warnings };
  }
}

const note = (code: string, message: string, line: number | null = null): FileNote => ({
  ...{ line, pointer: null, code, message },
});

function textIn(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** The review date belongs to a publication. */
function reviewNotes({ reviewOn }: ActionFile, now: string | null): FileNote[] {
  if (reviewOn === null || reviewOn === now) return [];
  return [note('review_date_later', 'The review date is set when the action is published: say it then.')];
}

/** A guessed file says nothing of its service: whoever asked for the import has to. */
const guessedErrors = ({ errors, isGuessed }: ReadFile & { isGuessed: boolean }): FileNote[] =>
  errors.map((error) =>
    isGuessed && error.pointer === '/services'
      ? { ...error, code: 'service_needed', message: 'Say with the import for which service this is.' }
      : error,
  );

function notesOf({ refusal }: DomainError, { lineOf }: ReadFile): FileNote[] {
  const { errors = [], code, detail } = refusal;
  if (errors.length === 0) return [note(code, detail)];
  return errors.map((error) => ({ line: lineOf(error.pointer), ...error }));
}
