import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { pathOf, type Flaw, type Place } from './flaws.js';

/** A file as plain values, and where each of them stands. */
export interface Read {
  value: unknown;
  /** The flaw at a place of the value; one that is not there is shown where it would stand. `atKey`: at its name. */
  flawAt: (steps: readonly string[], message: string, atKey?: boolean) => Flaw;
  flaws: Flaw[];
}

/** What an alias points to is counted each time it is used: a bomb of aliases goes off here, and not in memory. */
const MOST_VALUES = 200_000;
const MOST_DEPTH = 50;
/** Names that every object has already. */
const INHERITED = new Set(['__proto__', 'constructor', 'prototype']);
const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/**
 * Reads YAML 1.2 or JSON, of which YAML 1.2 is a superset. Taken are maps with plain names, lists, and texts, numbers, true,
 * false and null; refused with its place is everything else that YAML can say: tags, directives, several documents, names
 * that stand twice, names that are no text, aliases that grow beyond all bounds.
 */
export function readDocument(text: string): Read {
  const counter = new LineCounter();
  // names that stand twice are found below: the library compares each with every other
  const document = parseDocument(text, { lineCounter: counter, version: '1.2', schema: 'core', uniqueKeys: false });
  const placeOf = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const flaws: Flaw[] = [
    ...document.errors,
    ...document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED'),
  ].map(({ pos: [offset], message }) => ({ ...placeOf(offset), path: '', message }));
  if (document.directives.yaml.explicit === true || Object.keys(document.directives.tags).length > 1)
    flaws.push({ line: 1, column: 1, path: '', message: 'directives (%YAML, %TAG) are not taken' });
  const walk = new Walk(document, (offset, steps, message) => {
    flaws.push({ ...placeOf(offset), path: pathFor(document, steps), message });
  });
  const value = document.errors.length === 0 ? walk.valueOf(document.contents, []) : undefined;
  const flawAt: Read['flawAt'] = (steps, message, atKey = false) => ({
    ...placeOf(offsetOf(document, steps, atKey)),
    path: pathFor(document, steps),
    message,
  });
  return { value, flawAt, flaws };
}

type Tell = (offset: number, steps: readonly string[], message: string) => void;

class Walk {
  /** Finding what an alias points to goes through the whole document. */
  private readonly targets = new Map<unknown, Node | undefined>();
  private values = 0;
  private isFull = false;

  constructor(
    private readonly document: Document,
    private readonly tell: Tell,
  ) {}

  valueOf(given: unknown, steps: readonly string[]): unknown {
    const node = isAlias(given) ? this.pointedTo(given, steps) : (given as Node | null);
    if (this.isFull || !node) return null;
    this.values += 1;
    if (this.values > MOST_VALUES || steps.length > MOST_DEPTH) {
      this.isFull = true;
      const many = this.values > MOST_VALUES;
      this.tell(
        startOf(given),
        steps,
        many ? `more than ${String(MOST_VALUES)} values (aliases counted)` : 'nested too deep',
      );
      return null;
    }
    if (node.tag !== undefined) this.tell(startOf(node), steps, 'tags are not taken: write the value plainly');
    if (isMap(node)) return this.mapOf(node.items, steps);
    if (isSeq(node)) return node.items.map((item, index) => this.valueOf(item, [...steps, String(index)]));
    return isScalar(node) ? this.scalarOf(node, steps) : null;
  }

  private pointedTo(alias: Node, steps: readonly string[]): Node | null {
    if (!this.targets.has(alias)) this.targets.set(alias, isAlias(alias) ? alias.resolve(this.document) : undefined);
    const target = this.targets.get(alias);
    if (target) return target;
    this.tell(startOf(alias), steps, 'this alias points to nothing before it');
    return null;
  }

  private mapOf(pairs: readonly { key: unknown; value: unknown }[], steps: readonly string[]): unknown {
    const map: Record<string, unknown> = {};
    for (const { key, value } of pairs) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
      if (name === undefined || (key as Node).tag !== undefined) {
        this.tell(startOf(key), steps, 'a name is a text');
        continue;
      }
      if (INHERITED.has(name) || CONTROL.test(name)) this.tell(startOf(key), steps, 'this name is not taken');
      else if (Object.hasOwn(map, name)) this.tell(startOf(key), [...steps, name], 'stands here twice');
      else map[name] = this.valueOf(value, [...steps, name]);
    }
    return map;
  }

  private scalarOf(node: Node & { value: unknown }, steps: readonly string[]): unknown {
    const { value } = node;
    if (typeof value === 'number' && !Number.isFinite(value)) this.tell(startOf(node), steps, 'no finite number');
    if (typeof value === 'string' && CONTROL.test(value.replace(/[\n\t]/g, '')))
      this.tell(startOf(node), steps, 'holds control characters or characters that turn the direction of writing');
    return value;
  }
}

function startOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}

/** Where the value stands to which the steps lead, or the last one on the way that is there. */
function offsetOf(document: Document, steps: readonly string[], atKey: boolean): number {
  let offset = startOf(document.contents);
  let node: unknown = document.contents;
  for (const [depth, step] of steps.entries()) {
    const found = childOf(document, node, step);
    if (!found) return offset;
    // one that is empty or an alias stands where its name does
    const here = atKey && depth === steps.length - 1 ? found.key : (found.value ?? found.key);
    offset = (here as Node | undefined)?.range?.[0] ?? offset;
    node = found.value;
  }
  return offset;
}

function pathFor(document: Document, steps: readonly string[]): string {
  const lists = new Set<number>();
  let node: unknown = document.contents;
  for (const [depth, step] of steps.entries()) {
    if (isSeq(resolved(document, node))) lists.add(depth);
    node = childOf(document, node, step)?.value;
  }
  return pathOf(steps, (depth) => lists.has(depth));
}

function childOf(document: Document, parent: unknown, step: string): { key: unknown; value: unknown } | undefined {
  const node = resolved(document, parent);
  if (isSeq(node)) {
    const item: unknown = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  return isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}
