/** Makes copies of a template: one week of it at a time, then one ticket after the other. */
import { createHash } from 'node:crypto';

const WEEK = 7 * 86_400_000;

/** The template as it would have been so many weeks earlier: dates become text, runs of text become one. */
export function inWeek({ ticket, slots, rows, events, holder }, weeksEarlier) {
  const shift = weeksEarlier * WEEK;
  const settle = (pieces) => {
    const settled = [];
    for (const piece of pieces) {
      const text = piece.day === undefined ? piece : new Date(piece.day - shift).toISOString().slice(0, 10);
      if (typeof text === 'string' && typeof settled.at(-1) === 'string') settled[settled.length - 1] += text;
      else settled.push(text);
    }
    return settled.map((piece) =>
      typeof piece === 'string' ? piece.replaceAll(/(\d{4}-\d\d)-\d\d 00:month/g, '$1') : piece,
    );
  };
  const byTable = new Map();
  for (const { name, pieces } of rows) byTable.set(name, [...(byTable.get(name) ?? []), ...settle(pieces)]);
  return {
    slots,
    shift,
    holder,
    serviceId: ticket.serviceId,
    year: new Date(ticket.openedAt.getTime() - shift).getUTCFullYear(),
    tables: [...byTable].map(([name, pieces]) => [name, settle(pieces)]),
    events: events.map((event) => ({ ...event, pieces: settle(event.pieces) })),
  };
}

/** @param numberOf the next number of an institution in a year @returns the rows of one more ticket, by table */
export function copyFor(week, owner, provider, random, numberOf, serial) {
  const filled = fill(week, owner, provider, random, numberOf, serial);
  for (const { pieces, chain, previous, hash } of week.events) {
    // the first of its chain follows the chain's own name; every other one a hash that was just made
    filled[previous] ??= sha256(Buffer.from(join(chain, filled)));
    filled[hash] = sha256(Buffer.from(filled[previous], 'hex'), Buffer.from(join(pieces, filled)));
  }
  return week.tables.map(([name, pieces]) => [name, join(pieces, filled)]);
}

function fill({ slots, shift, serviceId, year }, owner, provider, random, numberOf, serial) {
  const number = String(numberOf(owner.code, year)).padStart(5, '0');
  const people = new Map();
  const someone = ({ of, role, id }) => {
    const known = people.get(id) ?? random.of((of === 'owner' ? owner : provider).roles[role]);
    people.set(id, known);
    return known;
  };
  return slots.kinds.map((slot) => {
    switch (slot.kind) {
      case 'reference':
        return `${owner.code}-${String(year)}-${number}`;
      case 'code word':
        return `'${owner.code.toLowerCase()}'`;
      case 'year word':
        return `'${String(year)}'`;
      case 'number word':
        return `'${number}'`;
      case 'serial':
        return String(serial);
      case 'term':
        return `terme${String(Math.floor(5000 * random.share() ** 3))}`;
      case 'institution':
        return owner.id;
      case 'site':
        return owner.siteId;
      case 'agreement':
        return owner.agreements[serviceId];
      case 'person':
        return someone(slot).id;
      case 'name':
        return someone(slot).name;
      case 'id':
        return random.id(slot.at - shift);
      default:
        return undefined; // a hash: made of the rest
    }
  });
}

function join(pieces, filled) {
  let text = '';
  for (const piece of pieces) text += typeof piece === 'number' ? filled[piece] : piece;
  return text;
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
