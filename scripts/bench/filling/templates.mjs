/**
 * A ticket with everything that is kept of it, as rows of text in which some places are open: ids, people, the
 * institution, dates, words, hashes. A copy fills them in. Which tables keep something of a ticket is asked of the
 * database, so that a new one is copied too.
 */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const DATE = /\d{4}-\d\d-\d\d(?=[ T]\d\d:)/;

/** Rows that are gone once the worker has been there, or that are its own. */
const passing = ['outbox', 'live_event', 'mail', 'mail_queue', 'consumer_cursor', 'resettling', 'consequence'];

export async function tablesOfTickets(admin) {
  const { rows } = await admin.query(
    `select c.table_name as name,
            (select t.column_name from information_schema.columns t
              where t.table_schema = 'public' and t.table_name = c.table_name
                and (t.column_name in ('ticket_id', 'stream_id') or c.table_name = 'ticket' and t.column_name = 'id') limit 1) as key,
            array_agg(c.column_name::text order by c.ordinal_position) as columns
       from information_schema.columns c
       join information_schema.tables b using (table_schema, table_name)
      where c.table_schema = 'public' and b.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
      group by c.table_name order by c.table_name`,
  );
  return rows.filter(({ name, key }) => key && !passing.includes(name));
}

/** @param standing of the institution that the ticket belongs to, and of its provider */
export async function readTemplate(admin, tables, { reference, holder }, standing) {
  const { rows: found } = await admin.query(
    'select id, opened_at as "openedAt", service_id as "serviceId" from ticket where reference = $1',
    [reference],
  );
  const [ticket] = found;
  const rows = [];
  for (const { name, key, columns } of tables) {
    const { rows: some } = await admin.query(
      `select array[${columns.map((column) => `t.${column}::text`).join(', ')}] as fields from ${name} t where t.${key} = $1
        order by ${name === 'event' ? 't.number' : '1'}`,
      [ticket.id],
    );
    for (const { fields } of some) rows.push({ name, columns, fields });
  }
  const { rows: lines } = await admin.query(
    `select event_canonical(e) as text, domain, encode(previous_hash, 'hex') as previous, encode(hash, 'hex') as hash
       from event e where stream_id = $1 order by number`,
    [ticket.id],
  );
  const slots = slotsOf({ ticket, rows, lines, reference, standing, holder });
  const pattern = patternOf(slots.names.keys());
  const piecesOf = (text) => cut(text, pattern, slots.names);
  return {
    ticket,
    slots,
    holder: holder.code,
    rows: rows.map(({ name, columns, fields }) => ({
      name,
      pieces: piecesOf(withMonth(name, columns, fields).map(copyField).join('\t') + '\n'),
    })),
    events: lines.map(({ text, domain, previous, hash }) => ({
      pieces: piecesOf(text),
      chain: piecesOf(`${ticket.id}/${domain}`),
      previous: slots.names.get(previous),
      hash: slots.names.get(hash),
    })),
  };
}

/** What is open: by its text in the template, the number of its place. */
function slotsOf({ ticket, rows, lines, reference, standing, holder }) {
  const names = new Map();
  const kinds = [];
  const open = (text, kind) => {
    if (names.has(text)) return;
    names.set(text, kinds.length);
    kinds.push(kind);
  };
  const [code, year, number] = reference.split('-');
  open(reference, { kind: 'reference' });
  open(`'${code.toLowerCase()}'`, { kind: 'code word' });
  open(`'${year}'`, { kind: 'year word' });
  open(`'${number}'`, { kind: 'number word' });
  open('777777', { kind: 'serial' });
  for (let k = 1; k <= 4; k += 1) open(`terme90000${String(k)}`, { kind: 'term' });
  open(standing.id, { kind: 'institution' });
  open(standing.siteId, { kind: 'site' });
  open(standing.agreements[ticket.serviceId], { kind: 'agreement' });
  for (const [of, roles] of [
    ['owner', ['requester', 'agent', 'spoc']],
    ['holder', ['engineer']],
  ]) {
    for (const role of roles) {
      for (const { id, name } of (of === 'owner' ? standing : holder).roles[role]) {
        open(id, { kind: 'person', of, role, id });
        open(name, { kind: 'name', of, role, id });
      }
    }
  }
  for (const { columns, fields } of rows) {
    const own = fields[columns.indexOf('id')];
    if (own && UUID.test(own)) open(own, { kind: 'id', at: parseInt(own.replace('-', '').slice(0, 12), 16) });
  }
  for (const { previous, hash } of lines) for (const one of [previous, hash]) open(one, { kind: 'hash' });
  return { names, kinds };
}

function patternOf(names) {
  const rest = [...names].filter((name) => !UUID.test(name) && !/^[0-9a-f]{64}$/.test(name));
  const alternatives = rest
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`${UUID.source}|[0-9a-f]{64}|${DATE.source}|${alternatives.join('|')}`, 'g');
}

/** @returns texts, numbers of places, and `{ day }` for dates */
function cut(text, pattern, names) {
  const pieces = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(pattern)) {
    const isDate = found.length === 10 && DATE.test(`${found} 00:`);
    const place = isDate ? { day: Date.parse(found) } : names.get(found);
    if (place === undefined) continue;
    if (index > from) pieces.push(text.slice(from, index));
    pieces.push(place);
    from = index + found.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** A unit counts in the month of its verdict: written as a date, and cut to a month when the copy knows it. */
function withMonth(name, columns, fields) {
  if (name !== 'handled_unit') return fields;
  const [month, verdict] = ['month', 'verdict_at'].map((column) => columns.indexOf(column));
  if (fields[month] === null || fields[verdict] === null) return fields;
  return fields.map((field, place) => (place === month ? `${fields[verdict].slice(0, 10)} 00:month` : field));
}

function copyField(field) {
  if (field === null) return '\\N';
  return field.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
