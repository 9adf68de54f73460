import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { DomainError, invalid, type Refusal } from '../../kernel/index.js';
import type { CaseFile } from './case-file.js';
import type { Ticket } from './domain/ticket.js';
import type { TicketForm } from './stores/forms.store.js';

/** What a requester, or level 1 for them, fills in to ask for something: a request model and its fields. */
export interface FormAsked {
  model: string;
  /** The version that the caller saw, if it wants to be sure. */
  version?: number | undefined;
  fields: Record<string, unknown>;
  serviceId: string;
  requesterId: string;
}

export interface FormFilled {
  form: Pick<TicketForm, 'modelId' | 'version' | 'fields'>;
  /** The form as text. */
  text: string;
  title: string | undefined;
  /** The model's own target for the resolution. */
  targetMinutes: number | undefined;
  /** What follows from the model once the ticket is open: in the owner's name, on its file. */
  onceOpen?: (file: CaseFile) => Promise<void>;
}

/** On what a ticket is hung as it is opened: a major incident (id), a problem (reference). */
export interface Bindings {
  majorIncident?: string | undefined;
  problem?: string | undefined;
}

const guarded = ['resume', 'resolve', 'escalate', 'cancel', 'merge'] as const;
export type GuardedMove = (typeof guarded)[number];

/**
 * Where what is built upon tickets takes part in them, in the same transaction. The core knows what it asks for (a form
 * filled in, an approver reminded, an obstacle, a place under a major incident or a problem), and imports nobody who answers:
 * it asks whoever has signed up.
 */
@Injectable()
export class TicketHooks {
  private fillIn?: (tx: Transaction, asked: FormAsked) => Promise<FormFilled>;
  private remind?: (file: CaseFile, workingDays: number | null) => Promise<void>;
  private readonly guards: ((tx: Transaction, ticket: Ticket, move: GuardedMove) => Promise<Refusal | undefined>)[] =
    [];
  private readonly carriers: ((merged: CaseFile, survivor: CaseFile) => Promise<void>)[] = [];

  private readonly binders: ((file: CaseFile, asked: Bindings) => Promise<void>)[] = [];
  private nameProblem?: (file: CaseFile, reference: string) => Promise<string | undefined>;

  /** Fills in forms, or says what is wrong with them. */
  onForm(fillIn: NonNullable<TicketHooks['fillIn']>): void {
    this.fillIn = fillIn;
  }

  /** Keeps the appointment of reminding an approver. */
  onReminder(remind: NonNullable<TicketHooks['remind']>): void {
    this.remind = remind;
  }

  /** Says what stands in the way of a move, besides the state of the ticket. People are held up by it; time is not. */
  guard(guard: TicketHooks['guards'][number]): void {
    this.guards.push(guard);
  }

  /** Brings along what hangs on a ticket that goes on under another one. Both are locked, and linked already. */
  onMerge(carry: TicketHooks['carriers'][number]): void {
    this.carriers.push(carry);
  }

  /** Hangs a ticket that is just opened on what its opener named. What cannot be is 422, and then nothing is opened. */
  onBinding(bind: TicketHooks['binders'][number]): void {
    this.binders.push(bind);
  }

  /** Links a ticket with the problem that a resolution or delivery names. Answers its workaround, for who writes no text. */
  onKnownError(name: NonNullable<TicketHooks['nameProblem']>): void {
    this.nameProblem = name;
  }

  async bind(file: CaseFile, asked: Bindings): Promise<void> {
    for (const bind of this.binders) await bind(file, asked);
  }

  /**
   * What is said with a code that may name a problem. Named, the code is `known_error`, and its workaround stands in for a
   * text. Refused (422): another code, a text that nobody wrote.
   */
  async worded(
    file: CaseFile,
    said: { code?: string | undefined; text?: string | undefined; problem?: string | undefined },
    field: string,
  ): Promise<{ code: string | undefined; text: string | undefined }> {
    const { code, text, problem } = said;
    if (problem === undefined) return { code, text };
    if (code !== undefined && code !== 'known_error')
      throw invalid('problem', 'not_a_known_error', 'Only the code known_error names a problem.');
    if (!this.nameProblem) throw new Error('nobody knows problems');
    const workaround = await this.nameProblem(file, problem);
    if (text === undefined && workaround === undefined)
      throw invalid(field, 'required', 'Nothing is published of it yet.');
    return { code: 'known_error', text: text ?? workaround };
  }

  filled(tx: Transaction, asked: FormAsked): Promise<FormFilled> {
    if (!this.fillIn) throw new Error('nobody fills in forms');
    return this.fillIn(tx, asked);
  }

  async remindApprover(file: CaseFile, workingDays: number | null): Promise<void> {
    await this.remind?.(file, workingDays);
  }

  async carryOver(merged: CaseFile, survivor: CaseFile): Promise<void> {
    for (const carry of this.carriers) await carry(merged, survivor);
  }

  async obstacle(tx: Transaction, ticket: Ticket, move: string): Promise<Refusal | undefined> {
    if (!isGuarded(move)) return undefined;
    for (const guard of this.guards) {
      const refusal = await guard(tx, ticket, move);
      if (refusal) return refusal;
    }
    return undefined;
  }

  async assertFree(tx: Transaction, ticket: Ticket, move: string): Promise<void> {
    const refusal = await this.obstacle(tx, ticket, move);
    if (refusal) throw new DomainError(refusal);
  }
}

const isGuarded = (move: string): move is GuardedMove => guarded.some((one) => one === move);

/** Of what is named while a ticket is opened: what would be a conflict is a field that cannot be used. */
export async function namedIn(field: keyof Bindings, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof DomainError && error.refusal.kind === 'conflict')
      throw invalid(field, error.refusal.code, error.refusal.detail);
    throw error;
  }
}
