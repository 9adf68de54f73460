/** What users are told, in both languages; `number` 1 is what was published, every one after that corrects it. */
export interface ReleaseNotes {
  number: number;
  notes: { fr: string; en: string };
  knownIssues: { fr: string | null; en: string | null };
  writtenAt: Date;
}

/** Changes of one provider that are released together, as far as the reader sees them. */
export interface Release {
  id: string;
  institutionId: string;
  institution: { code: string; name: string };
  serviceId: string;
  service: { code: string; name: string };
  reference: string;
  /** 4.2.1 */
  label: string;
  kind: 'minor' | 'major';
  state: 'draft' | 'published';
  publishedAt: Date | null;
  createdAt: Date;
  version: number;
  changes: { reference: string; title: string; state: string }[];
  /** Newest first; at least one. */
  versions: (Omit<ReleaseNotes, 'writtenAt'> & { writtenAt: string })[];
}

/** What somebody writes of one. Changes by reference. */
export interface SaidRelease {
  version: string;
  kind: 'minor' | 'major';
  notes: { fr: string; en: string };
  knownIssues: { fr?: string | null | undefined; en?: string | null | undefined };
  changes: readonly string[];
}
