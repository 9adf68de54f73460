interface Decided {
  state: string;
  decidedByName: string | null;
  decidedForName: string | null;
}

/** What an approval says on the page that a mail links to. */
export const approvalWords = {
  fr: {
    heading: 'Demande à approuver',
    title: 'Objet',
    reference: 'Référence',
    requester: 'Demandé par',
    service: 'Service',
    approve: 'Approuver\u00a0: la demande peut être traitée',
    reject: 'Refuser\u00a0: la demande est annulée (motif à donner)',
    outcome: ({ state, decidedByName, decidedForName }: Decided) => {
      if (state === 'withdrawn') return 'Il n’y a plus rien à décider\u00a0: la demande a été retirée.';
      const instead = decidedForName === null ? '' : `, à la place de ${decidedForName}`;
      return `Demande ${state === 'approved' ? 'approuvée' : 'refusée'} par ${decidedByName ?? '…'}${instead}.`;
    },
  },
  en: {
    heading: 'Request to approve',
    title: 'Title',
    reference: 'Reference',
    requester: 'Asked for by',
    service: 'Service',
    approve: 'Approve: the request can be worked on',
    reject: 'Reject: the request is cancelled (say why)',
    outcome: ({ state, decidedByName, decidedForName }: Decided) => {
      if (state === 'withdrawn') return 'There is nothing to decide any more: the request was withdrawn.';
      const instead = decidedForName === null ? '' : ` in place of ${decidedForName}`;
      return `Request ${state === 'approved' ? 'approved' : 'rejected'} by ${decidedByName ?? '…'}${instead}.`;
    },
  },
} as const;
