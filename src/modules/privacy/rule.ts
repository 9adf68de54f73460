/** What the erasure of a person does to a column that holds something of them (migrations/0054-erasure.rules.ts). */
export type Erasure =
  /** By a neutral text. */
  | 'replaced'
  | 'emptied'
  | 'row_removed'
  /** Staff wrote it of a ticket: the exact name and address go, the rest stays. */
  | 'names_replaced'
  /** Ids alone, which lead to a row without a name. */
  | 'kept_ids'
  /** Single words, counted over the tickets of everybody: they lead to nobody. */
  | 'kept_single_words';

/**
 * What a table holds of people. Every column stands in exactly one of the first six lists; a column that is in none fails a test,
 * so that a new one has to be thought about.
 */
export interface TableRule {
  /** Nothing of a person: ids of things, codes, states, instants, figures. */
  nothing?: readonly string[];
  /** Ids of people, one in each. They stay, and lead to what is left of an erased person. */
  people?: readonly string[];
  /** The same, several in each. */
  several?: readonly string[];
  /**
   * What staff wrote or chose as part of their work. It stays the institution's; whoever wrote it is named by an id. An erasure takes
   * the exact name and address out of it, whoever wrote it.
   */
  work?: readonly string[];
  /** Never exported: what proves who somebody is, where files lie, and numbers of the program that nobody is told. */
  secrets?: readonly string[];
  /** `whose`: of one column, where it is not that of the row. */
  personal?: Readonly<Record<string, { holds: string; erasure: Erasure; whose?: string }>>;
  /**
   * SQL that tells of which person, `$1`, the personal columns of a row are. Without it: of whoever is in `people` or `several`.
   * Rows that only name somebody are exported without their personal columns.
   */
  whose?: string;
  /** Worked out for the export: SQL by the name under which it stands there. */
  also?: Readonly<Record<string, string>>;
  /** What somebody has shown to nobody: in the export that they ask for themselves, in no other. */
  isTheirsAlone?: true;
  /** Why nothing of the table is in the export of a person. */
  notExported?: string;
}
