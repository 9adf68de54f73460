import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { pointerTo } from '../../../../http/json-pointer.js';
import type { Findings } from './action-file.js';

type Path = readonly string[];

const QUOTED = 'This is a text; in quotation marks where it looks like something else.';

/**
 * The fields of one mapping of the front matter. Asks for forms only, text or number or list: whether a value can be used is
 * for whoever checks what an action says. Remembers where each field stands.
 */
export class Fields {
  private readonly nodes = new Map<string, unknown>();

  constructor(
    map: YAMLMap,
    private readonly path: Path,
    private readonly findings: Findings,
    private readonly lineAt: (offset: number) => number,
    known: readonly string[],
  ) {
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const line = this.lineOf(key) ?? null;
      if (!known.includes(name)) {
        findings.error(line, 'unknown_field', 'There is no such field.', this.pointer(name));
        continue;
      }
      if (line !== null) findings.stands(this.pointer(name), line);
      this.nodes.set(name, value);
    }
  }

  has(name: string): boolean {
    const node = this.nodes.get(name);
    return node !== undefined && node !== null && !(isScalar(node) && node.value === null);
  }

  text(name: string): string | null {
    const value = this.scalar(name, 'string', 'not_text', QUOTED);
    return typeof value === 'string' ? value : null;
  }

  number(name: string): number | null {
    const value = this.scalar(name, 'number', 'not_number', 'This is a number.');
    return typeof value === 'number' ? value : null;
  }

  boolean(name: string): boolean | null {
    const value = this.scalar(name, 'boolean', 'not_boolean', 'This is true or false.');
    return typeof value === 'boolean' ? value : null;
  }

  required<T>(name: string, value: T | null, otherwise: T): T {
    if (value === null && !this.has(name)) this.refuse(undefined, 'required', 'This has to be said.', name);
    return value ?? otherwise;
  }

  texts(name: string): string[] {
    return this.list(name, (node, path) => {
      if (isScalar(node) && typeof node.value === 'string') return node.value;
      this.refuse(node, 'not_text', QUOTED, ...path);
      return undefined;
    });
  }

  one(name: string, known: readonly string[]): Fields | undefined {
    if (!this.has(name)) return undefined;
    return this.inside(this.nodes.get(name), [name], known);
  }

  many(name: string, known: readonly string[]): Fields[] {
    return this.list(name, (node, path) => this.inside(node, path, known));
  }

  /** Mappings of whatever names to texts. */
  textMaps(name: string): Record<string, string>[] {
    return this.list(name, (node, path) => {
      if (!isMap(node)) {
        this.noMapping(node, path);
        return undefined;
      }
      const entries = node.items.map(({ key, value }): [string, string] => {
        const isText =
          isScalar(key) && typeof key.value === 'string' && isScalar(value) && typeof value.value === 'string';
        if (!isText) this.refuse(key, 'not_text', QUOTED, ...path);
        return isText ? [key.value as string, value.value as string] : ['', ''];
      });
      return Object.fromEntries(entries);
    });
  }

  private scalar(name: string, type: 'string' | 'number' | 'boolean', code: string, message: string): unknown {
    if (!this.has(name)) return null;
    const node = this.nodes.get(name);
    if (isScalar(node) && typeof node.value === type) return node.value;
    this.refuse(node, code, message, name);
    return null;
  }

  private list<T>(name: string, read: (node: unknown, path: Path) => T | undefined): T[] {
    if (!this.has(name)) return [];
    const node = this.nodes.get(name);
    if (!isSeq(node)) {
      this.refuse(node, 'not_list', 'This is a list.', name);
      return [];
    }
    return node.items.flatMap((item, index) => {
      const path = [name, String(index)];
      const line = this.lineOf(item);
      if (line !== undefined) this.findings.stands(this.pointer(...path), line);
      const value = read(item, path);
      return value === undefined ? [] : [value];
    });
  }

  private inside(node: unknown, path: Path, known: readonly string[]): Fields | undefined {
    if (!isMap(node)) {
      this.noMapping(node, path);
      return undefined;
    }
    return new Fields(node, [...this.path, ...path], this.findings, this.lineAt, known);
  }

  private noMapping(node: unknown, path: Path): void {
    this.refuse(node, 'not_mapping', 'This is "name: value", once or more.', ...path);
  }

  private refuse(node: unknown, code: string, message: string, ...path: string[]): void {
    const pointer = this.pointer(...path);
    this.findings.error(this.lineOf(node) ?? this.findings.lineOf(pointer), code, message, pointer);
  }

  private pointer(...path: string[]): string {
    return pointerTo([...this.path, ...path]);
  }

  private lineOf(node: unknown): number | undefined {
    const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
    return range ? this.lineAt(range[0]) : undefined;
  }
}
