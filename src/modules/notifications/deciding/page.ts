import { createHash } from 'node:crypto';
import type { Described } from '../../identity/index.js';
import { cleanLine, cleanText, escapeHtml, localInstant } from '../../mail/index.js';
import { goneWords, pageWords, type PageWords } from './domain/page-words.js';
import type { View } from './domain/view.js';

const css = `
  :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
  body { margin: 0 auto; padding: 1rem; max-width: 40rem; overflow-wrap: anywhere }
  h1 { font-size: 1.4rem; line-height: 1.25 }
  h2 { margin-top: 2rem; font-size: 1.1rem }
  dt { font-weight: 600 }
  dd { margin: 0 0 .75rem; white-space: pre-wrap }
  label { display: block; margin-top: .75rem }
  fieldset { margin: 1rem 0; padding: .25rem 1rem 1rem; border: 1px solid #767676; border-radius: 6px }
  input:not([type=radio]), textarea { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit }
  button { margin-top: 1rem; padding: .6rem 1rem; font: inherit }
  .notice { padding: .5rem 1rem; border-left: 4px solid #767676 }
`;

/** The page may hold its one style sheet, known by its hash, and post its forms home; nothing else at all. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
};

/** `base`: where the forms post to, without the last part; relative, so that the page works wherever it is reached. */
export function renderPage(view: View, base: string): string {
  switch (view.page) {
    case 'gone':
      return whole('fr', `${goneWords.fr} ${goneWords.en}`, [
        `<h1>${goneWords.fr}</h1><p>${goneWords.frMore}</p>`,
        `<div lang="en"><h2>${goneWords.en}</h2><p>${goneWords.enMore}</p></div>`,
      ]);
    case 'start': {
      const words = pageWords[view.locale];
      const notice = view.notice && words.notices[view.notice];
      const hasCode = view.notice === 'code_sent' || view.notice === 'wrong_code';
      const parts = [`<h1>${words.title}</h1>`, noticed(notice), `<p>${words.who}</p>`, `<h2>${words.byCode}</h2>`];
      if (hasCode) parts.push(codeForm(words, base));
      parts.push(form(`${base}/code`, [button(hasCode ? words.another : words.sendCode)]));
      return whole(view.locale, words.title, [...parts, passwordForm(words, base)]);
    }
    case 'decide': {
      const words = pageWords[view.locale];
      const parts = [`<h1>${escapeHtml(view.described.heading)}</h1>`, noticed(view.flaw && words.flaws[view.flaw])];
      return whole(view.locale, view.described.heading, [...parts, factsOf(view.described), decisionForm(view, base)]);
    }
    case 'outcome': {
      const words = pageWords[view.locale];
      return whole(view.locale, words.settled, outcomeOf(view, words));
    }
  }
}

function codeForm(words: PageWords, base: string): string {
  return form(`${base}/identify`, [
    field('code', words.code, 'type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="20" autofocus'),
    button(words.withCode),
  ]);
}

function passwordForm(words: PageWords, base: string): string {
  return [
    `<h2>${words.byPassword}</h2>`,
    form(`${base}/identify`, [
      field('email', words.email, 'type="email" autocomplete="username" maxlength="320"'),
      field('password', words.password, 'type="password" autocomplete="current-password" maxlength="1024"'),
      button(words.signIn),
    ]),
  ].join('\n');
}

function decisionForm({ locale, described, proof, said }: View & { page: 'decide' }, base: string): string {
  const words = pageWords[locale];
  const {
    legend = words.decision,
    reason = words.reason,
    hint = words.reasonHint,
    record = words.record,
  } = described.words ?? {};
  const choices = described.choices.map(({ value, label }) => {
    const checked = value === said?.choice ? ' checked' : '';
    return `<label><input type="radio" name="choice" value="${escapeHtml(value)}" required${checked}> ${escapeHtml(label)}</label>`;
  });
  return form(`${base}/decision`, [
    `<input type="hidden" name="proof" value="${escapeHtml(proof)}">`,
    `<fieldset><legend>${legend}</legend>`,
    ...choices,
    '</fieldset>',
    `<label for="reason">${reason}</label>`,
    `<p id="hint">${hint}</p>`,
    // a line break right after the tag is not part of the text
    `<textarea id="reason" name="reason" rows="5" maxlength="4000" aria-describedby="hint">\n${escapeHtml(said?.reason ?? '')}</textarea>`,
    button(record),
  ]);
}

function outcomeOf({ locale, described, timeZone }: View & { page: 'outcome' }, words: PageWords): string[] {
  const { outcome } = described;
  const when = outcome?.at ? `<p>${words.on} ${escapeHtml(localInstant(outcome.at, timeZone, locale))}</p>` : '';
  const reason = outcome?.reason ? `<blockquote dir="auto">${lines(outcome.reason)}</blockquote>` : '';
  const text = `<p role="status" class="notice">${escapeHtml(cleanLine(outcome?.text ?? ''))}</p>`;
  return [`<h1>${words.settled}</h1>`, text, when, reason, factsOf(described), `<p>${words.close}</p>`];
}

function factsOf({ facts }: Described): string {
  const rows = facts.map(
    ({ label, value }) => `<dt>${escapeHtml(cleanLine(label))}</dt><dd dir="auto">${lines(value)}</dd>`,
  );
  return rows.length === 0 ? '' : `<dl>${rows.join('\n')}</dl>`;
}

const lines = (text: string) => cleanText(text, 20_000).lines.map(escapeHtml).join('\n');
export const button = (label: string) => `<button type="submit">${label}</button>`;
export const form = (action: string, parts: readonly string[]) =>
  `<form method="post" action="${escapeHtml(action)}">\n${parts.join('\n')}\n</form>`;
export const noticed = (text: string | undefined) =>
  text === undefined ? '' : `<p role="alert" class="notice">${escapeHtml(text)}</p>`;

export function field(name: string, label: string, attributes: string): string {
  return `<label for="${name}">${label}</label><input id="${name}" name="${name}" required ${attributes}>`;
}

export function whole(locale: 'fr' | 'en', title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="robots" content="noindex"><title>${escapeHtml(cleanLine(title))}</title><style>${css}</style></head><body><main>`,
    ...body,
    '</main></body></html>',
    '',
  ].join('\n');
}
