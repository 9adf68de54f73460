import type { ImprovementState } from './domain/moves.js';
import type { Review } from './domain/reviews.js';

interface Named {
  code: string;
  name: string;
}

/** One line of the list that a manager brings to the steering meeting. Dates are local ones of the institution. */
export interface Improvement {
  id: string;
  institutionId: string;
  serviceId: string;
  problemId: string;
  reference: string;
  kind: ImprovementKind;
  state: ImprovementState;
  title: string;
  criterion: string;
  service: Named;
  /** The problem whose cause it is about: reference and title inside. */
  problem: { reference: string; title: string; state: string };
  changeReference: string | null;
  actionReference: string | null;
  ownerId: string;
  dueOn: string;
  implementedBy: string | null;
  implementedAt: Date | null;
  note: string | null;
  endedAt: Date | null;
  /** When it is due, or its next review; null once nothing is. */
  nextOn: string | null;
  tasks: number;
  tasksDone: number;
  /** How often its cause was seen after it was implemented, and last when. */
  recurrences: number;
  recurredAt: Date | null;
  version: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export type ImprovementKind = 'corrective' | 'preventive';

export interface Task {
  id: string;
  title: string;
  doneBy: string | null;
  doneAt: Date | null;
}

export interface WrittenReview extends Review {
  implementedAt: Date;
  note: string | null;
  byId: string | null;
  at: Date | null;
}

/** A ticket that was opened after it and hangs on its problem; named where the reader sees it. */
export interface Recurrence {
  id: string;
  kind: 'ticket' | 'reopened';
  ticket: string | null;
  at: Date;
}
