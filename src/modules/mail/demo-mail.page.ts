import { createHash } from 'node:crypto';
import { escapeHtml } from './domain/letters/html.js';
import type { KeptMail } from './kept-transport.js';

const css = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
  body { margin: 0 auto; padding: 1rem; max-width: 52rem }
  article { margin: 1.5rem 0; padding: 0 1rem; border: 1px solid #808080; border-radius: 6px }
  h2 { margin: .75rem 0 .25rem; font-size: 1.1rem; overflow-wrap: anywhere }
  p { margin: .25rem 0 }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 0.95rem/1.5 ui-monospace, monospace }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .85rem; overflow-wrap: anywhere }
  dd { margin: 0 }
`;

/** The page may hold its one style sheet, known by its hash, and nothing else at all. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The mails as people read them: their text, never their HTML. */
export function renderPage(mails: readonly KeptMail[], nextCursor: string | null): string {
  const older = nextCursor === null ? '' : `<p><a href="?cursor=${encodeURIComponent(nextCursor)}">Older mails</a></p>`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Guichet: kept mail</title><style>${css}</style></head><body>`,
    '<h1>Kept mail</h1>',
    '<p>No mail server is set: this is what would have been sent, newest first.</p>',
    mails.length === 0 ? '<p>Nothing yet.</p>' : mails.map(article).join('\n'),
    older,
    '</body></html>',
    '',
  ].join('\n');
}

function article({ at, to, subject, text, headers }: KeptMail): string {
  const details = Object.entries(headers).map(
    ([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return [
    `<article><h2 dir="auto">${escapeHtml(subject)}</h2>`,
    `<p>To ${escapeHtml(to)}, <time datetime="${escapeHtml(at)}">${escapeHtml(at)}</time></p>`,
    `<pre dir="auto">${escapeHtml(text)}</pre>`,
    `<details><summary>Headers</summary><dl>${details.join('')}</dl></details></article>`,
  ].join('\n');
}
