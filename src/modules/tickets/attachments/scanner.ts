import { Inject, Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';

const PATIENCE_MILLISECONDS = 5 * 60_000;

/**
 * Asks the scanner: a POST with the bytes, answered by 200 and `{"clean": true}` or `{"clean": false}`. Everything else is
 * no answer, and the file is asked about again later.
 */
@Injectable()
export class Scanner {
  constructor(@Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings) {}

  async isClean(bytes: Readable, size: number): Promise<boolean> {
    const { scannerUrl } = this.settings;
    if (scannerUrl === undefined) throw new Error('there is no scanner any more: SCANNER_URL is not set');
    try {
      const answer = await fetch(scannerUrl, {
        method: 'POST',
        body: Readable.toWeb(bytes),
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
        duplex: 'half',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      });
      if (answer.status !== 200) throw new Error(`it answers ${String(answer.status)}`);
      const { clean } = (await answer.json()) as { clean?: unknown };
      if (typeof clean !== 'boolean') throw new Error('it says neither clean nor not clean');
      return clean;
    } finally {
      bytes.destroy();
    }
  }
}
