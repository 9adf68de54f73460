import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { RunHooks, type ChangeStanding } from '../../actions/index.js';
import { ChangesStore } from '../stores/changes.store.js';
import { progressOf } from './domain/progress.js';

/** Tells runs how the changes stand that they opened. */
@Injectable()
export class ChangesOfRuns implements OnModuleInit {
  constructor(
    private readonly hooks: RunHooks,
    private readonly changes: ChangesStore,
  ) {}

  onModuleInit(): void {
    this.hooks.onChange((tx, reference) => this.standing(tx, reference));
  }

  private async standing(tx: Transaction, reference: string): Promise<ChangeStanding | undefined> {
    const change = await this.changes.find(tx, reference);
    if (!change) return undefined;
    const { state, class: kind, windowFrom, windowTo } = change;
    const window = windowFrom && windowTo ? { from: windowFrom, to: windowTo } : null;
    return { reference, state, class: kind, window, progress: progressOf(change) };
  }
}
