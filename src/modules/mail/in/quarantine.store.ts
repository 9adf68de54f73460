import type { Transaction } from '../../../database/index.js';

export interface Quarantined {
  id: string;
  receivedAt: Date;
  reason: string;
  size: number;
  from: string | null;
  subject: string | null;
  text: string | null;
  /** In UTF-16 units, all of it. */
  textLength: number | null;
  files: { name: string; size: number }[] | null;
  ticket: string | null;
}

export interface Waiting {
  id: string;
  /** Of the ticket that is proposed. */
  reference: string | null;
  receivedAt: Date;
}

const columns = (text: string) => `
  m.id, m.received_at as "receivedAt", m.reason, m.size, c.sender as "from", c.subject, ${text} as text,
  length(c.text_body) as "textLength", c.files, t.reference as ticket`;
const here = `m.institution_id is not distinct from nullif(app_institution(), '00000000-0000-0000-0000-000000000000')
        and m.state = 'quarantined'`;

/**
 * What waits for somebody to look at it: of the acting institution, on the sides and for the services of whoever asks; for
 * the operator what concerns nobody that is known. Oldest first. The wall decides, also about the texts.
 */
export async function quarantined(
  tx: Transaction,
  limit: number,
  after?: { at: string; id: string },
): Promise<Quarantined[]> {
  return tx.query<Quarantined>(
    `select ${columns('left(c.text_body, 2000)')}
       from mail_in m
       left join mail_in_content c on c.mail_in_id = m.id
       left join ticket t on t.id = m.ticket_id
      where ${here}
        and (m.received_at, m.id) > ($1::timestamptz, $2::uuid)
      order by m.received_at, m.id
      limit $3`,
    [after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
  );
}

/** One of these, with its whole text. */
export async function quarantinedById(tx: Transaction, id: string): Promise<Quarantined | undefined> {
  const [row] = await tx.query<Quarantined>(
    `select ${columns('c.text_body')}
       from mail_in m
       left join mail_in_content c on c.mail_in_id = m.id
       left join ticket t on t.id = m.ticket_id
      where ${here}
        and m.id = $1`,
    [id],
  );
  return row;
}

/** One that waits; undefined for any other. Whoever then calls `decide` first has decided. */
export async function waiting(tx: Transaction, id: string): Promise<Waiting | undefined> {
  const [row] = await tx.query<Waiting>(
    `select m.id, t.reference, m.received_at as "receivedAt"
       from mail_in m
       left join ticket t on t.id = m.ticket_id
      where m.id = $1 and m.state = 'quarantined'`,
    [id],
  );
  return row;
}

/** As it came. */
export async function rawOf(tx: Transaction, id: string): Promise<Buffer | undefined> {
  const [row] = await tx.query<{ raw: Buffer }>('select raw from mail_in_content where mail_in_id = $1', [id]);
  return row?.raw;
}

/** False when somebody else has decided meanwhile. */
export async function decide(
  tx: Transaction,
  id: string,
  decision: { state: 'released' | 'discarded'; at: Date; by: string; reason?: string; ticketId?: string },
): Promise<boolean> {
  const decided = await tx.run(
    `update mail_in
        set state = $2, decided_at = $3, decided_by = $6, decision_reason = $4,
            ticket_id = coalesce($5, ticket_id)
      where id = $1 and state = 'quarantined'`,
    [id, decision.state, decision.at, decision.reason ?? null, decision.ticketId ?? null, decision.by],
  );
  return decided === 1;
}
