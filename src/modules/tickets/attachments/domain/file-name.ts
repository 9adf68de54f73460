const LONGEST = 200;
const LONGEST_ENDING = 20;

/** Steering, invisible and unprintable characters: they make a name read as something that it is not. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
/** What a path, a drive or a shell would read in a name on some system. */
const MEANING = /[/\\:*?"<>|]/g;

/**
 * The name of a file as it is kept and shown: what stands behind the last separator of a path, without characters that
 * hide or steer, at most 200 characters with its ending kept. Never empty, never `.` or `..`.
 */
export function cleanName(sent: string): string {
  const last = sent.slice(0, 10_000).split(/[/\\]/).at(-1) ?? '';
  const visible = last.normalize('NFC').replace(UNSEEN, '').replace(/\s+/gu, ' ').replace(MEANING, '_');
  const trimmed = visible.replace(/^[. ]+|[. ]+$/g, '');
  if (trimmed === '') return 'file';
  return shortened(trimmed);
}

function shortened(name: string): string {
  const letters = Array.from(name);
  if (letters.length <= LONGEST) return name;
  const dot = letters.lastIndexOf('.');
  const ending = dot > 0 && letters.length - dot <= LONGEST_ENDING ? letters.slice(dot) : [];
  return [...letters.slice(0, LONGEST - ending.length), ...ending].join('');
}
