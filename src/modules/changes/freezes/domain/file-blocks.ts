import { unfold } from '../../calendar/domain/fold.js';

/** A component of an iCalendar file, with the line at which it begins; `isWhole`: it has an end. */
export interface Block {
  readonly name: string;
  readonly line: number;
  readonly lines: readonly string[];
  readonly isWhole: boolean;
}

/**
 * The events and zones of a file, one by one, so that one that cannot be read spoils no other, and each is known by its line.
 * Undefined when the text is no calendar at all.
 */
export function blocksOf(text: string): Block[] | undefined {
  const lines = unfold(text.replace(/^\ufeff/, ''));
  if (!/^BEGIN:VCALENDAR\s*$/i.test(lines[0]?.line ?? '')) return undefined;
  const blocks: Block[] = [];
  let open: { name: string; line: number; lines: string[] } | undefined;
  for (const { line, number } of lines) {
    const begun = /^BEGIN:(VEVENT|VTIMEZONE)\s*$/i.exec(line)?.[1]?.toUpperCase();
    if (begun !== undefined) {
      // what has not ended before the next one begins is cut off
      if (open) blocks.push({ ...open, isWhole: false });
      open = { name: begun, line: number, lines: [line] };
    } else if (open) {
      open.lines.push(line);
      if (new RegExp(`^END:${open.name}\\s*$`, 'i').test(line)) {
        blocks.push({ ...open, isWhole: true });
        open = undefined;
      }
    }
  }
  if (open) blocks.push({ ...open, isWhole: false });
  return blocks;
}
