import { Readable } from 'node:stream';
import type { Actor } from '../../../database/index.js';
import { changed, heartbeat, opening, ready, reset, type Change } from './domain/frames.js';
import { positionsIn, type Position } from './domain/position.js';

/** What waits for a slow reader, in bytes; more than this and they are cut off. They come back where they were. */
const MOST_WAITING = 256 * 1024;

export interface Watcher {
  actor: Actor;
  tokenHash: Buffer;
}

type Batch = (connection: LiveConnection) => void;

/**
 * One open stream. What is told while its reader is still being told what they missed is held back until that is done.
 */
export class LiveConnection {
  readonly stream = new Readable({ read: () => undefined });
  actor: Actor;
  readonly tokenHash: Buffer;
  private position: Position | undefined;
  private held: Batch[] | undefined = [];

  constructor(
    watcher: Watcher,
    /** Where the reader was, if they have been here before; `unknown` when they were, and nobody knows where. */
    readonly resumesAt: Position | 'unknown' | undefined,
    private readonly seal: (position: Position) => string,
  ) {
    this.actor = watcher.actor;
    this.tokenHash = watcher.tokenHash;
    this.write(opening);
  }

  get isOpen(): boolean {
    return !this.stream.destroyed && !this.stream.readableEnded;
  }

  /** A batch that everybody gets; `changes` are those that this reader may know. */
  tell(changes: readonly Change[], from: string, to: string): void {
    if (this.held && changes.length === 0) return;
    this.orLater((connection) => {
      connection.write(connection.framesOf(changes, from, to).join(''));
    });
  }

  tellToAskAgain(to: string): void {
    this.orLater((connection) => {
      connection.write(reset(connection.at({ snapshot: to })));
    });
  }

  /** What was missed between two snapshots: told before everything that is held back. */
  tellMissed(changes: readonly Change[], from: string, to: string): void {
    this.write(this.framesOf(changes, from, to).join(''));
  }

  /** Everything up to here was told, or has to be asked for again. From now on nothing is held back. */
  begin(at: string, { isComplete }: { isComplete: boolean }): void {
    const id = this.at({ snapshot: at });
    this.write(isComplete ? ready(id) : reset(id));
    const held = this.held ?? [];
    this.held = undefined;
    for (const batch of held) batch(this);
  }

  beat(): void {
    if (!this.held && this.position) this.write(heartbeat(this.seal(this.position)));
  }

  end(): void {
    if (this.isOpen) this.stream.push(null);
  }

  private orLater(batch: Batch): void {
    if (!this.held) batch(this);
    else if (this.held.push(batch) > 1000) this.stream.destroy();
  }

  private framesOf(changes: readonly Change[], from: string, to: string): string[] {
    const positions = positionsIn(
      from,
      to,
      changes.map(({ streamId }) => streamId),
    );
    const frames = changes.map((change, index) => changed(this.at(positions[index] ?? { snapshot: from }), change));
    this.position = { snapshot: to };
    return frames;
  }

  private at(position: Position): string {
    this.position = position;
    return this.seal(position);
  }

  private write(text: string): void {
    if (text === '' || !this.isOpen) return;
    this.stream.push(text);
    if (this.stream.readableLength > MOST_WAITING) this.stream.destroy();
  }
}
