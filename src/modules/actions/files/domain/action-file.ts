import type { ActionDocument, Sharing } from '../../domain/action-document.js';

/** What one file says of an action: its content, and the little that holds of the action itself. */
export interface ActionFile {
  key: string;
  sharing: Sharing;
  /** A local date; null: set when it is published. */
  reviewOn: string | null;
  document: ActionDocument;
}

/** Something in a file that cannot be used, or that somebody should know. */
export interface FileNote {
  /** From 1; null where it concerns the file as a whole. */
  line: number | null;
  /** RFC 6901, into what an action says; null for what is wrong with the writing. */
  pointer: string | null;
  code: string;
  message: string;
}

export const MOST_FILE_BYTES = 1_000_000;
export const MOST_FILE_LINES = 20_000;
/** Of notes of one kind on one file: whoever has more repairs these first. */
export const MOST_NOTES = 50;

/** Gathers what is found in one file, and where each part of it stands. */
export class Findings {
  readonly errors: FileNote[] = [];
  readonly warnings: FileNote[] = [];
  private readonly lines = new Map<string, number>();

  error(line: number | null, code: string, message: string, pointer: string | null = null): void {
    if (this.errors.length < MOST_NOTES) this.errors.push({ line, pointer, code, message });
  }

  warning(line: number | null, code: string, message: string): void {
    if (this.warnings.length < MOST_NOTES) this.warnings.push({ line, pointer: null, code, message });
  }

  /** Remembers where a part stands, for what is found wrong with it later. */
  stands(pointer: string, line: number): void {
    this.lines.set(pointer, line);
  }

  /** Whether something was found already that explains an error at this place. */
  hasErrorIn(pointer: string): boolean {
    return this.errors.some((one) => one.pointer !== null && `${pointer}/`.startsWith(`${one.pointer}/`));
  }

  /** The line of a part, or of the nearest one that it is in. */
  lineOf(pointer: string): number | null {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const line = this.lines.get(at);
      if (line !== undefined) return line;
    }
    return null;
  }
}
