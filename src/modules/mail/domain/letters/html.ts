import { cleanLine, cleanText } from '../clean.js';
import type { Locale, Passage } from '../letter-kinds.js';
import type { Frame } from './frame.js';

// No colour of background or text is set, so that a dark reader stays dark; the greys are readable on both.
const style = {
  body: 'margin:0;padding:16px;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:16px;line-height:1.5',
  sheet: 'max-width:40em',
  title: 'margin:16px 0 4px;font-weight:600',
  quote: 'margin:0 0 16px;padding:2px 0 2px 12px;border-left:3px solid #808080;overflow-wrap:anywhere',
  facts: 'margin:16px 0;border-collapse:collapse',
  label: 'padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:600;white-space:nowrap',
  value: 'padding:2px 0;vertical-align:top;overflow-wrap:anywhere',
  why: 'margin-top:24px;padding-top:8px;border-top:1px solid #808080;font-size:14px',
};

/** The same letter as HTML: nothing is loaded from anywhere, and every text is escaped. */
export function html(passage: Passage, frame: Frame, letter: { url: string; subject: string; locale: Locale }): string {
  const texts = (passage.texts ?? []).map(({ title, body }) => quotation(title, body, frame)).join('');
  const rows = frame.facts
    .map(
      ({ label, value }) =>
        `<tr><th scope="row" style="${attribute(style.label)}">${line(label)}</th><td style="${attribute(style.value)}" dir="auto">${line(value)}</td></tr>`,
    )
    .join('\n');
  return [
    '<!doctype html>',
    `<html lang="${letter.locale}">`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>${line(letter.subject)}</title></head>`,
    `<body style="${attribute(style.body)}"><div style="${attribute(style.sheet)}">`,
    `<p>${line(frame.greeting)}</p>`,
    `<p>${line(passage.lead)}</p>`,
    passage.list ? listOf(passage.list, frame) : '',
    texts,
    ...(passage.after ?? []).map((paragraph) => `<p>${line(paragraph)}</p>`),
    `<table style="${attribute(style.facts)}"><tbody>`,
    rows,
    '</tbody></table>',
    `<p>${link(letter.url, frame.link)}</p>`,
    ...(frame.more ?? []).map((one) => `<p>${link(one.url, one.label)}</p>`),
    `<p style="${attribute(style.why)}">${line(frame.why)}</p>`,
    '</div></body></html>',
    '',
  ].join('\n');
}

function listOf({ title, items, isCut }: NonNullable<Passage['list']>, frame: Frame): string {
  const rows = items.map(({ tag, text, url }) => `${link(url, tag)} ${line(text)}`).join('<br>\n');
  const rest = isCut ? `<p>${line(frame.cut)}</p>` : '';
  return `<p style="${attribute(style.title)}">${line(title)}</p>\n<blockquote dir="auto" style="${attribute(style.quote)}">${rows}</blockquote>${rest}\n`;
}

function quotation(title: string, body: string, frame: Frame): string {
  const { lines, isCut } = cleanText(body);
  if (lines.length === 0) return '';
  const quoted = lines.map(escapeHtml).join('<br>\n');
  const rest = isCut ? `<p>${line(frame.cut)}</p>` : '';
  return `<p style="${attribute(style.title)}">${line(title)}</p>\n<blockquote dir="auto" style="${attribute(style.quote)}">${quoted}</blockquote>${rest}\n`;
}

function link(url: string, label: string): string {
  const address = cleanLine(url);
  const isWeb = URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
  return isWeb ? `<a href="${attribute(address)}">${line(label)}</a>` : line(`${label} ${address}`);
}

const line = (text: string) => escapeHtml(cleanLine(text));
const attribute = (text: string) => escapeHtml(text);

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
