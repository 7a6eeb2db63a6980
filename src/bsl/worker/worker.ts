import { parentPort, workerData } from 'node:worker_threads';
import { runJob } from './job.js';
import type { ScriptEnd, ScriptJob } from './messages.js';
import { serveSession } from './session.js';

const job = workerData as ScriptJob;
if (job.isSession) {
  serveSession(job, parentPort!);
} else {
  const status = runJob(job);
  parentPort!.postMessage({ status } satisfies ScriptEnd);
  // A socket or a timer of a script would keep the worker running.
  job.port.close();
}
