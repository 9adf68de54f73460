/**
 * What the audit trail shows, and to whom: the kinds of entries, each with the first words of the types of events that it
 * holds. Admins read what concerns agreements, people and their rights; auditors read all of it, and of tickets, changes and
 * actions who did what and when. An event whose first word stands nowhere here is shown to nobody: a test finds it.
 */
export const auditKinds = {
  agreements: { readers: 'admins', families: ['agreement', 'month', 'budget'] },
  institution: { readers: 'admins', families: ['institution', 'site'] },
  people: { readers: 'admins', families: ['person'] },
  roles: { readers: 'admins', families: ['role'] },
  services: { readers: 'admins', families: ['service'] },
  tokens: { readers: 'admins', families: ['token'] },
  actions: { readers: 'auditors', families: ['action', 'run', 'plan', 'improvement'] },
  changes: { readers: 'auditors', families: ['change', 'board', 'change_model', 'freeze'] },
  problems: { readers: 'auditors', families: ['problem'] },
  tickets: {
    readers: 'auditors',
    families: [
      ...['ticket', 'message', 'attachment', 'escalation', 'timer', 'approval', 'task'],
      ...['verdict', 'major', 'recurring'],
    ],
  },
} as const satisfies Record<string, { readers: 'admins' | 'auditors'; families: readonly string[] }>;

export type AuditKind = keyof typeof auditKinds;
export const auditKindNames = Object.keys(auditKinds) as AuditKind[];

/** Those that somebody may read. */
export function kindsFor({ isAuditor }: { isAuditor: boolean }): AuditKind[] {
  return auditKindNames.filter((kind) => isAuditor || auditKinds[kind].readers === 'admins');
}

export function familiesOf(kinds: readonly AuditKind[]): string[] {
  return kinds.flatMap((kind) => [...auditKinds[kind].families]);
}

/** Undefined for an event that is shown to nobody. */
export function kindOf(type: string): AuditKind | undefined {
  const [family = ''] = type.split('.');
  return auditKindNames.find((kind) => (auditKinds[kind].families as readonly string[]).includes(family));
}
