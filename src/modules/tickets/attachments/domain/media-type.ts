/**
 * What a file is, read off its first bytes. The declared type is never looked at, and nothing is unpacked. Only what can do
 * nothing when it is shown gets a type of its own in an answer; the rest is sent as bytes to be saved.
 */
const signatures: readonly [type: string, offset: number, bytes: string][] = [
  ['image/png', 0, '89504e470d0a1a0a'],
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/gif', 0, '474946383761'],
  ['image/gif', 0, '474946383961'],
  ['application/pdf', 0, '255044462d'],
  ['application/zip', 0, '504b0304'],
  ['application/zip', 0, '504b0506'],
  ['application/x-ole-storage', 0, 'd0cf11e0a1b11ae1'],
  ['application/gzip', 0, '1f8b08'],
  ['application/x-7z-compressed', 0, '377abcaf271c'],
  ['application/x-executable', 0, '7f454c46'],
  ['application/vnd.microsoft.portable-executable', 0, '4d5a'],
  ['video/mp4', 4, '66747970'],
];

/** How many of the first bytes are looked at. */
export const HEAD_BYTES = 4096;

/** In archives that are documents the name says which; they are sent as bytes all the same. */
const documents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'application/zip': {
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    odt: 'application/vnd.oasis.opendocument.text',
    ods: 'application/vnd.oasis.opendocument.spreadsheet',
    odp: 'application/vnd.oasis.opendocument.presentation',
  },
  'application/x-ole-storage': {
    doc: 'application/msword',
    xls: 'application/vnd.ms-excel',
    ppt: 'application/vnd.ms-powerpoint',
    msg: 'application/vnd.ms-outlook',
  },
};

/** `isText`: the whole of it is UTF-8 without control characters. */
export function mediaTypeOf(head: Uint8Array, isText: boolean, name: string): string {
  const hex = Buffer.from(head.subarray(0, 16)).toString('hex');
  const riff = hex.startsWith('52494646') && hex.slice(16, 24) === '57454250' ? 'image/webp' : undefined;
  const known = riff ?? signatures.find(([, offset, bytes]) => hex.startsWith(bytes, offset * 2))?.[0];
  if (known !== undefined) {
    const ending = /\.([a-z]{3,4})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
    return documents[known]?.[ending] ?? known;
  }
  if (!isText) return 'application/octet-stream';
  return markupOf(Buffer.from(head).toString('utf8')) ?? 'text/plain';
}

/** Text that a browser or a reader of documents would run or draw. */
function markupOf(text: string): string | undefined {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (!start.startsWith('<')) return undefined;
  if (/<svg[\s>]/i.test(start)) return 'image/svg+xml';
  return start.startsWith('<?xml') ? 'application/xml' : 'text/html';
}

const shown = new Map([
  ['image/png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
  ['text/plain', 'text/plain; charset=utf-8'],
]);

/** As what a file may be shown in a page; undefined: it is to be saved. */
export function inlineTypeOf(mediaType: string): string | undefined {
  return shown.get(mediaType);
}
