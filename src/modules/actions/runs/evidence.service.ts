import { Inject, Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import type { FilePart, Sendable } from '../../../http/index.js';
import { conflict, invalid, newId } from '../../../kernel/index.js';
import {
  ATTACHMENT_SETTINGS,
  AttachmentStorage,
  FileIntake,
  inlineTypeOf,
  noFile,
  tooLarge,
  type Admitted,
  type AttachmentSettings,
  type StoredFile,
} from '../../tickets/index.js';
import type { Evidence } from './run.js';
import { RunDesk, type HeldRun } from './run-desk.js';
import { RunRecord } from './run-record.js';
import { EvidenceStore } from './stores/evidence.store.js';
import { RunWritingStore } from './stores/run-writing.store.js';

const MOST_ITEMS = 500;

/** What shows what was seen: texts, and files that are taken in, kept and sent as those of tickets are. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: RunDesk,
    private readonly evidence: EvidenceStore,
    private readonly writing: RunWritingStore,
    private readonly record: RunRecord,
    private readonly intake: FileIntake,
    private readonly storage: AttachmentStorage,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {}

  async addText(actor: Actor, runId: string, { text, n }: { text: string; n: number | null }): Promise<Evidence[]> {
    return this.add(actor, runId, n, async ({ tx, now }) => {
      const id = newId(now);
      await this.evidence.addText(tx, runId, { id, kind: 'text', n, body: text }, now);
      return [id];
    });
  }

  /** `step` is asked once all files have come: the fields of a form may stand behind them. */
  async addFiles(
    actor: Actor,
    runId: string,
    files: AsyncIterable<FilePart>,
    step: () => Promise<number | null>,
  ): Promise<Evidence[]> {
    const admitted = await this.work.run(actor, async (tx) => {
      await this.desk.admit(tx, runId);
      const { bytes } = await this.evidence.room(tx, runId);
      return this.intake.admit(tx, bytes);
    });
    return this.intake.receive(actor, admitted, files, full, async (stored) => {
      const n = await step();
      if (stored.length === 0) throw noFile();
      await this.intake.assertClean(stored);
      return this.add(actor, runId, n, (held) => this.keep(held, admitted, stored, n));
    });
  }

  open(actor: Actor, runId: string, id: string): Promise<Sendable> {
    return this.desk.read(actor, runId, async (tx) => {
      const { body, file, storageKey } = await this.evidence.one(tx, runId, id);
      if (file && storageKey !== null)
        return {
          name: file.name,
          size: file.size,
          tag: file.sha256,
          inlineAs: inlineTypeOf(file.mediaType),
          open: (range) => this.storage.read(storageKey, range),
        };
      const bytes = Buffer.from(body ?? '');
      return {
        name: `${id}.txt`,
        size: bytes.length,
        tag: id,
        inlineAs: inlineTypeOf('text/plain'),
        open: ({ from, to } = { from: 0, to: bytes.length - 1 }) =>
          Promise.resolve(Readable.from([bytes.subarray(from, to + 1)])),
      };
    });
  }

  private async add(
    actor: Actor,
    runId: string,
    n: number | null,
    make: (held: HeldRun) => Promise<string[]>,
  ): Promise<Evidence[]> {
    let ids: string[] = [];
    const { evidence } = await this.desk.act(actor, runId, async (held) => {
      const { tx, run, document, now } = held;
      if (n !== null && n > document.steps.length) throw invalid('n', 'unknown_step', 'The action has no such step.');
      if ((await this.evidence.room(tx, runId)).items >= MOST_ITEMS)
        throw conflict('run_full', 'A run holds no more evidence than that.');
      ids = await make(held);
      await this.writing.touch(tx, runId, now);
      const data = { ...(n === null ? {} : { n }), evidenceIds: ids };
      await this.record.say(tx, run, now, 'run.evidence_added', data);
    });
    return evidence.filter(({ id }) => ids.includes(id));
  }

  /** With the run held, room is counted again: two uploads at once may each have fitted alone. */
  private async keep(
    { tx, run, now }: HeldRun,
    admitted: Admitted,
    files: readonly StoredFile[],
    n: number | null,
  ): Promise<string[]> {
    const { bytes } = await this.evidence.room(tx, run.id);
    if (bytes + files.reduce((sum, { size }) => sum + size, 0) > this.settings.mostPerTicket) throw full();
    const ids: string[] = [];
    for (const stored of files) {
      const id = newId(now);
      await this.evidence.addFile(tx, run.id, { id, n, stored }, now);
      ids.push(id);
    }
    await this.intake.end(tx, admitted);
    return ids;
  }
}

const full = () => tooLarge('run_full', 'There is no room left for files on this run.');
