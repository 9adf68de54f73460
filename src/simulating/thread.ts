import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Comparison } from '../modules/reports/simulation/domain/comparison.js';
import type { FromThread, Task, ToThread } from '../modules/reports/simulation/domain/messages.js';
import { simulator } from './simulate-unit.js';

/*
 * Entry of the thread that simulates: a process that answers requests must not compute for half a minute. It gets units
 * in batches, answers each with how many it computed, and at the end with the comparison; it reads and writes nothing
 * itself. Only plain functions are imported here, no framework and no database, so that it starts at once. Being put
 * together from several modules, it stands beside the composition root.
 */
giveWay();
const task = workerData as Task;
const simulate = simulator(task);
const comparison = new Comparison(task.period);
const answer = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToThread) => {
  if ('isOver' in message) {
    answer({ result: comparison.result() });
    return;
  }
  for (const unit of message.units) comparison.add(simulate(unit));
  answer({ computed: message.units.length });
});

/** Requests come first: on Linux a thread has a priority of its own. Elsewhere it shares that of the process. */
function giveWay(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // slower for the others, and right all the same
  }
}
