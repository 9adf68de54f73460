import { AwsClient } from 'aws4fetch';
import { Readable } from 'node:stream';
import { AttachmentStorage, StorageUnavailable, type ByteRange } from './storage.js';

export interface S3Settings {
  /** Scheme, host and port; buckets stand in the path. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** S3 takes no smaller part but the last one. Memory holds one part for each upload under way. */
const PART_BYTES = 5 * 1024 * 1024;
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * Any storage that speaks S3. What fits in one part is put in one request; the rest goes part by part, and an upload that
 * comes to no good end is aborted, so that no part is kept. Parts that a killed process left are for the bucket's own rule
 * (AbortIncompleteMultipartUpload): they are no object, and nothing reads them.
 */
export class S3Storage extends AttachmentStorage {
  private readonly client: AwsClient;

  constructor(
    private readonly settings: S3Settings,
    private readonly timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  ) {
    super();
    this.client = new AwsClient({
      accessKeyId: settings.accessKey,
      secretAccessKey: settings.secretKey,
      region: settings.region,
      service: 's3',
      retries: 0,
    });
  }

  async write(key: string, content: AsyncIterable<Buffer>): Promise<void> {
    let upload: string | undefined;
    const tags: string[] = [];
    try {
      for await (const { bytes, isLast } of partsOf(content)) {
        if (isLast && upload === undefined) {
          await this.ask('PUT', key, '', { body: bytes });
          return;
        }
        upload ??= tagIn(await (await this.ask('POST', key, '?uploads')).text(), 'UploadId');
        const place = `?partNumber=${String(tags.length + 1)}&uploadId=${encodeURIComponent(upload)}`;
        const answer = await this.ask('PUT', key, place, { body: bytes });
        await answer.body?.cancel();
        tags.push(answer.headers.get('etag') ?? '');
      }
      await this.complete(key, upload ?? '', tags);
    } catch (error) {
      if (upload !== undefined) await this.abort(key, upload);
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const headers: Record<string, string> = range ? { range: `bytes=${String(range.from)}-${String(range.to)}` } : {};
    const { body, status } = await this.ask('GET', key, '', { headers });
    if (range && status !== 206) throw new StorageUnavailable('S3 answered a range with all of it');
    if (!body) throw new StorageUnavailable('S3 answered without a body');
    return Readable.fromWeb(body);
  }

  async remove(key: string): Promise<void> {
    await this.ask('DELETE', key, '', { absentIsFine: true });
  }

  private async complete(key: string, upload: string, tags: readonly string[]): Promise<void> {
    const parts = tags.map((tag, i) => `<Part><PartNumber>${String(i + 1)}</PartNumber><ETag>${tag}</ETag></Part>`);
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
    const answer = await this.ask('POST', key, `?uploadId=${encodeURIComponent(upload)}`, { body });
    // S3 may say 200 first and fail afterwards, in the body
    if ((await answer.text()).includes('<Error>')) throw new StorageUnavailable('S3 did not put the parts together');
  }

  private async abort(key: string, upload: string): Promise<void> {
    const place = `?uploadId=${encodeURIComponent(upload)}`;
    // what cannot be aborted now is left to the rule of the bucket
    await this.ask('DELETE', key, place, { absentIsFine: true }).catch(() => undefined);
  }

  /** Neither the URL nor a header enters an error: the first may hold a name, the second a signature. */
  private async ask(
    method: string,
    key: string,
    query: string,
    more: { body?: Buffer; headers?: Record<string, string>; absentIsFine?: boolean } = {},
  ): Promise<Response> {
    const { url, bucket } = this.settings;
    const { body, headers = {}, absentIsFine = false } = more;
    // only the beginning of the answer is timed: how long the bytes take is decided by who reads them
    const waiting = new AbortController();
    const timer = setTimeout(() => {
      waiting.abort();
    }, this.timeoutMilliseconds);
    try {
      const place = `${url}/${bucket}/${key}${query}`;
      const signed = await this.client.sign(place, {
        method,
        headers,
        ...(body ? { body } : {}),
        signal: waiting.signal,
      });
      const answer = await fetch(signed);
      if (answer.ok || (absentIsFine && answer.status === 404)) return answer;
      await answer.body?.cancel();
      throw new StorageUnavailable(`S3 answered ${method} with ${String(answer.status)}`);
    } catch (error) {
      if (error instanceof StorageUnavailable) throw error;
      throw new StorageUnavailable(`S3 did not answer ${method}${waiting.signal.aborted ? ' in time' : ''}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Chunks of any size as parts of one size, but for the last. */
async function* partsOf(content: AsyncIterable<Buffer>): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    held.push(chunk);
    size += chunk.length;
    // one more byte has to be there, so that the last part is never empty
    if (size <= PART_BYTES) continue;
    const all = Buffer.concat(held, size);
    yield { bytes: all.subarray(0, PART_BYTES), isLast: false };
    held = [all.subarray(PART_BYTES)];
    size -= PART_BYTES;
  }
  yield { bytes: Buffer.concat(held, size), isLast: true };
}

function tagIn(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (found === undefined) throw new StorageUnavailable(`S3 answered without ${name}`);
  return found;
}
