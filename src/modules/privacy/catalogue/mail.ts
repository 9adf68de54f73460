import type { TableRule } from '../rule.js';

/** What was sent, and what came in. */
export const mail: Record<string, TableRule> = {
  mail: {
    nothing: [
      'id',
      'institution_id',
      'ticket_id',
      'event_id',
      'state',
      'attempts',
      'created_at',
      'sent_at',
      'external_n',
      'change_id',
    ],
    people: ['person_id'],
    personal: {
      to_address: { holds: 'an address', erasure: 'replaced' },
      subject: { holds: 'a mail', erasure: 'replaced' },
      text_body: { holds: 'a mail', erasure: 'replaced' },
      html_body: { holds: 'a mail', erasure: 'replaced' },
      calendar: { holds: 'an invitation', erasure: 'emptied' },
      error: { holds: 'what the other mail server said, with the address at times', erasure: 'emptied' },
    },
    notExported:
      'no request may read the mails that the program wrote; the person has them, and what they tell of is exported',
  },
  mail_in: {
    nothing: [
      'id',
      'mailbox',
      'digest',
      'size',
      'received_at',
      'state',
      'due_at',
      'attempts',
      'outcome',
      'reason',
      'institution_id',
      'side',
      'service_id',
      'ticket_id',
      'decided_at',
      'cleared_at',
    ],
    people: ['decided_by'],
    work: ['decision_reason'],
    personal: {
      sender_digest: {
        holds: 'a digest of the sender, which whoever knows the address can make too',
        erasure: 'emptied',
      },
    },
    notExported: 'names staff who decided of a mail of somebody else',
  },
  mail_in_content: {
    nothing: ['mail_in_id', 'institution_id'],
    personal: {
      raw: { holds: 'a mail as it came', erasure: 'row_removed' },
      sender: { holds: 'who wrote', erasure: 'row_removed' },
      subject: { holds: 'a mail', erasure: 'row_removed' },
      text_body: { holds: 'a mail', erasure: 'row_removed' },
      files: { holds: 'names of files', erasure: 'row_removed' },
    },
    notExported: 'what was placed is exported as messages; the rest has no person yet',
  },
  mail_in_effect: {
    nothing: ['mail_in_id', 'institution_id', 'outcome', 'reason', 'ticket_id'],
  },
  mail_queue: {
    nothing: ['mail_id', 'institution_id', 'due_at'],
  },
  mail_suppression: {
    nothing: ['institution_id', 'since', 'id'],
    personal: {
      address: { holds: 'an address that could not be reached', erasure: 'row_removed' },
    },
    whose: 'address = (select email from person where id = $1)',
  },
  mail_thread: {
    nothing: ['mail_id', 'institution_id', 'ticket_id'],
  },
};
