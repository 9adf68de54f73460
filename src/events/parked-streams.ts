import { Injectable } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork } from '../database/index.js';
import { Clock, isUuid } from '../kernel/index.js';
import type { StreamKind } from './streams.js';

/** Who looks at more than these needs another tool; they are counted all the same. */
const MOST_SHOWN = 1000;

/** Of which kinds of streams a thing with a reference is the subject, and in which table it stands. */
const withReference = ['ticket', 'problem', 'change', 'action', 'improvement'] as const satisfies StreamKind[];

export interface ParkedStream {
  consumer: string;
  streamId: string;
  kind: string;
  /** Null where such a thing has none, or its institution no longer sees it. */
  reference: string | null;
  institution: string;
  parkedAt: Date;
  attempts: number;
  /** What the error is called. */
  errorKind: string;
}

/** What is to be tried again; nothing said: everything. */
export interface Parked {
  consumer?: string;
  /** The id of a stream, or the reference of what it is about. */
  stream?: string;
}

type Row = Omit<ParkedStream, 'reference' | 'institution'> & { institutionId: string };

/**
 * Streams that a consumer has left alone after failing too often, for the operator: what is told of one is which, since when
 * and what kind of error it was, never what the error said.
 */
@Injectable()
export class ParkedStreams {
  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The first thousand, by consumer and since when, and how many there are. */
  async list(): Promise<{ streams: ParkedStream[]; count: number }> {
    const rows = await this.work.outside<Row & { count: number }>(
      `select consumer, stream_id as "streamId", institution_id as "institutionId",
              coalesce(stream_kind(stream_id), '?') as kind, parked_at as "parkedAt", attempts,
              coalesce(error_kind, '?') as "errorKind", count(*) over ()::integer as count
         from consumer_cursor
        where parked_at is not null
        order by consumer, parked_at, stream_id, institution_id
        limit ${MOST_SHOWN}`,
    );
    const streams: ParkedStream[] = [];
    for (const row of rows) {
      const { consumer, streamId, kind, parkedAt, attempts, errorKind } = row;
      streams.push({ consumer, streamId, kind, ...(await this.namesOf(row)), parkedAt, attempts, errorKind });
    }
    return { streams, count: rows[0]?.count ?? 0 };
  }

  /**
   * Lets consumers go on in what they had parked: from the event that stopped them, one by one at first, within seconds
   * where the program runs. Returns how many cursors; none when nothing (more) is parked there.
   */
  async retry({ consumer, stream }: Parked): Promise<number> {
    const ids = stream === undefined ? null : isUuid(stream) ? [stream] : await this.idsOf(stream);
    const rows = await this.work.outside<{ consumer: string }>(
      // one attempt is kept in mind: a cursor with none would read a whole batch again
      `update consumer_cursor set parked_at = null, attempts = 1, retry_at = $1
        where parked_at is not null
          and ($2::text is null or consumer = $2)
          and ($3::uuid[] is null or stream_id = any ($3))
       returning consumer`,
      [this.clock.now(), consumer ?? null, ids],
    );
    return rows.length;
  }

  private async idsOf(reference: string): Promise<string[]> {
    const { streams } = await this.list();
    return streams.filter((one) => one.reference === reference).map(({ streamId }) => streamId);
  }

  /** As the institution itself sees them. */
  private namesOf({ kind, streamId, institutionId }: Row): Promise<{ reference: string | null; institution: string }> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const table = withReference.find((one) => one === kind);
      const [thing] =
        table === undefined
          ? []
          : await tx.query<{ reference: string }>(`select reference from ${table} where id = $1`, [streamId]);
      const [place] = await tx.query<{ code: string }>('select code from institution where id = $1', [institutionId]);
      return { reference: thing?.reference ?? null, institution: place?.code ?? institutionId };
    });
  }
}
