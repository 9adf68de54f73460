import { join } from 'node:path';
import type { S3Settings } from './storage/s3-storage.js';

/** What the composition root knows about attachments. */
export interface AttachmentSettings {
  /** In bytes. */
  readonly mostPerFile: number;
  /** In bytes: what one institution may add to one ticket. */
  readonly mostPerTicket: number;
  readonly filesPerMessage: number;
  /** Used unless there is `s3`. */
  readonly folder: string;
  readonly s3?: S3Settings | undefined;
  /** Asked about every file before anybody may download it; undefined: nobody is asked. */
  readonly scannerUrl?: string | undefined;
  /** After so long in quarantine a file that the scanner has no answer for is given up. */
  readonly scannerTermHours: number;
}

export const ATTACHMENT_SETTINGS = Symbol('attachment settings');

/** Where files of tickets are kept without a bucket. */
export const attachmentsFolder = (dataDir: string) => join(dataDir, 'attachments');
