import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { ActionDesk } from '../action-desk.js';
import { Naming } from '../naming.js';
import { tarEnd, tarEntry } from './domain/tar.js';
import { writeActionFile } from './domain/write-action-file.js';
import { ActionFilesStore } from './files.store.js';

export interface WrittenFile {
  name: string;
  text: string;
  changedAt: Date;
}

/** Actions as files. Of the problems that they name those that the reader sees. */
@Injectable()
export class ActionExportsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: ActionDesk,
    private readonly naming: Naming,
    private readonly files: ActionFilesStore,
  ) {}

  /** What holds; with `withDraft`, at home, what is being written where something is. */
  one(actor: Actor, reference: string, withDraft: boolean): Promise<WrittenFile> {
    return this.work.run(actor, async (tx) => {
      const { action, holding, open } = await this.desk.details(tx, reference);
      const { document, changedAt } = (withDraft ? open : undefined) ?? holding;
      const { key, sharing, reviewOn } = action;
      return { name: `${key}.md`, text: writeActionFile({ key, sharing, reviewOn, document }), changedAt };
    });
  }

  /** All that are of the own institution and not retired, by key; page by page, each in a transaction of its own. */
  async *all(actor: Actor, withDrafts: boolean): AsyncGenerator<WrittenFile> {
    const size = 50;
    for (let after = ''; ;) {
      const page = await this.work.run(actor, async (tx) => {
        const found = await this.files.page(tx, after, size, withDrafts);
        const shown = [];
        for (const one of found) shown.push({ ...one, document: await this.naming.shown(tx, one.document) });
        return shown;
      });
      for (const { changedAt, ...file } of page)
        yield { name: `${file.key}.md`, text: writeActionFile(file), changedAt };
      const last = page.at(-1);
      if (!last || page.length < size) return;
      after = last.key;
    }
  }

  /** The same as one archive. One that breaks off has no end, and is seen to be not whole. */
  archive(actor: Actor, withDrafts: boolean): Readable {
    return Readable.from(this.blocks(actor, withDrafts), { objectMode: false });
  }

  private async *blocks(actor: Actor, withDrafts: boolean): AsyncGenerator<Buffer> {
    for await (const { name, text, changedAt } of this.all(actor, withDrafts))
      yield tarEntry(name, Buffer.from(text), changedAt);
    yield tarEnd();
  }
}
