import sanitizeHtml from 'sanitize-html';

const LONGEST_HTML = 2_000_000;
const blocks =
  'address article blockquote div dl dt dd fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  );

/**
 * The text of an HTML mail: tags go, blocks become lines, what is quoted goes unless nothing else is there. Costs time with
 * the length: not for the thread that answers requests.
 */
export function textOfHtml(html: string): string {
  const given = html.slice(0, LONGEST_HTML);
  const answer = convert(given, true);
  return answer.trim() === '' ? convert(given, false) : answer;
}

function convert(html: string, dropsQuotes: boolean): string {
  const reduced = sanitizeHtml(html, {
    allowedTags: [...blocks, 'br'],
    allowedAttributes: {},
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head'],
    nestingLimit: 200,
    ...(dropsQuotes ? { exclusiveFilter: ({ tag }) => tag === 'blockquote' } : {}),
  });
  const lines = reduced
    .replace(/[\s\u00a0]+/g, ' ')
    .replace(/<br \/>/g, '\n')
    .replace(/<\/?[a-z0-9]+(?: \/)?>/g, '\n')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .split('\n')
    .map((line) => line.trim());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
