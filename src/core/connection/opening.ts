import type { Call } from '../definition/call.js';
import type { ConnectionLog } from './connection-log.js';
import { Task } from './task.js';

/** Opens a connection within `connectTimeout`. A failure is also in its log. */
export async function opening<C>(
  call: Call,
  log: ConnectionLog | undefined,
  open: (task: Task) => Promise<C>,
): Promise<C> {
  const task = new Task(call);
  task.enter('connectTimeout');
  try {
    return await open(task);
  } catch (error) {
    log?.add(call.redactor.text(`Connection failed: ${(error as Error).message}`));
    throw error;
  } finally {
    task.end();
  }
}
