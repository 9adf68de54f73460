import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { ChangeStanding } from './domain/needed-change.js';
import type { Run } from './run.js';

/** Where what stands above actions takes part in runs: they know what they ask for, and import nobody who answers. */
@Injectable()
export class RunHooks {
  private look?: (tx: Transaction, reference: string) => Promise<ChangeStanding | undefined>;

  /** Says how a change stands; undefined where the actor does not see it. */
  onChange(look: NonNullable<RunHooks['look']>): void {
    this.look = look;
  }

  async changeOf(tx: Transaction, { change }: Pick<Run, 'change'>): Promise<ChangeStanding | undefined> {
    if (change === null) return undefined;
    if (!this.look) throw new Error('nobody knows changes');
    return this.look(tx, change);
  }
}
