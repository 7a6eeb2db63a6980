import { parentPort, workerData } from 'node:worker_threads';
import { runJob } from './job.js';
import type { ScriptEnd, ScriptJob } from './messages.js';

const status = runJob(workerData as ScriptJob);
parentPort!.postMessage({ status } satisfies ScriptEnd);
// A socket or a timer of a script would keep the worker running.
workerData.port.close();
