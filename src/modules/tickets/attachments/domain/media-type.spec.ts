import { expect, it } from '@jest/globals';
import { inlineTypeOf, mediaTypeOf } from './media-type.js';

it.each<[string, string, boolean, string, string]>([
  ['a PNG', '89504e470d0a1a0a0000', false, 'a.txt', 'image/png'],
  ['a JPEG', 'ffd8ffe0', false, 'a.html', 'image/jpeg'],
  ['a GIF', '474946383961', false, '', 'image/gif'],
  ['a WebP', '524946460000000057454250', false, '', 'image/webp'],
  ['another RIFF', '524946460000000057415645', false, '', 'application/octet-stream'],
  ['a PDF', '255044462d312e37', false, 'a.png', 'application/pdf'],
  ['an archive', '504b0304', false, 'a.png', 'application/zip'],
  ['a spreadsheet', '504b0304', false, 'a.XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['a document that is none', '00', false, 'a.docx', 'application/octet-stream'],
  ['a video', '0000001866747970', false, '', 'video/mp4'],
])('knows %s by its bytes', (_what, hex, isText, name, type) => {
  expect(mediaTypeOf(Buffer.from(hex, 'hex'), isText, name)).toBe(type);
});

it.each([
  ['bonjour', 'text/plain'],
  ['  <p>', 'text/html'],
  ['\uFEFF<!DOCTYPE html>', 'text/html'],
  ['<?xml version="1.0"?><svg >', 'image/svg+xml'],
  ['<?xml version="1.0"?><a/>', 'application/xml'],
  ['a < b', 'text/plain'],
])('knows the text %p by its beginning', (text, type) => {
  expect(mediaTypeOf(Buffer.from(text), true, 'x.png')).toBe(type);
});

it('shows in a page only what can do nothing there', () => {
  const shown = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'text/plain'];
  const saved = [
    'text/html',
    'image/svg+xml',
    'application/xml',
    'application/pdf',
    'application/zip',
    'application/octet-stream',
  ];
  expect(shown.map(inlineTypeOf)).toEqual([...shown.slice(0, 4), 'text/plain; charset=utf-8']);
  expect(saved.map(inlineTypeOf)).toEqual(saved.map(() => undefined));
});
