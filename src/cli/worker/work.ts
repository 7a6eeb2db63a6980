import type { Job } from 'bullmq';
import { OintError } from '../../core/errors/errors.js';
import { parseExact } from '../../core/json/parse.js';
import { isTooDeepJson } from '../../core/util/depth.js';
import { isRecord } from '../../core/util/is-record.js';
import type { Calls } from '../../server/calls.js';
import { problem, Refused } from '../../server/problem.js';
import { jsonOf } from '../../server/result.js';
import { wholeOf } from '../../server/whole.js';
import { definitionOf } from '../../serving/catalogue.js';
import { isBusy, isLost, isPutOff } from '../each/failures.js';
import type { Answer, Failure, QueuedCall } from '../queue/call.js';
import { note } from '../start/terminal.js';

/** Calls of the queue have no owner whose connections stay open. */
const OWNER = 'queue';
/** The statuses of a call that was stopped: it may have been carried out. */
const STOPPED = [499, 504];

/** Makes a call of the queue. It never throws: what fails is an answer too. */
export async function work(job: Job, calls: Calls, signal: AbortSignal): Promise<Answer> {
  try {
    const { service, method, values, data } = callIn(job);
    const offered = calls.find(service, method);
    const { effect } = await definitionOf(offered);
    // Another worker began it, and died.
    if (job.attemptsStarted > 1 && effect !== 'read') return { isLost: true };
    const result = await calls.run({ offered, values, data, owner: OWNER, signal });
    return { result: jsonOf(await wholeOf(result), calls.redactor, '') };
  } catch (error) {
    if (!(error instanceof OintError || error instanceof Refused)) tellBug(error, calls);
    return { failure: failureOf(error, calls) };
  }
}

/** Any client of Redis can put anything into the queue. */
function callIn({ data: { call } }: Job): QueuedCall {
  const found = typeof call === 'string' && !isTooDeepJson(call) ? jsonIn(call) : undefined;
  if (!isRecord(found)) throw new Refused(400, 'what is in the queue is not a call');
  const { service, method, values, data } = found;
  const isCall = typeof service === 'string' && typeof method === 'string';
  if (isCall && isRecord(values) && isRecord(data)) return { service, method, values, data };
  throw new Refused(400, 'what is in the queue is not a call');
}

function jsonIn(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function tellBug(error: unknown, { redactor }: Calls): void {
  const stack = error instanceof Error ? error.stack : String(error);
  note(redactor.text(`this is a bug in OInt, please report it: ${stack}`));
}

function failureOf(error: unknown, { redactor }: Calls): Failure {
  const { detail, ...fields } = problem(error, redactor);
  const message = String(detail);
  const isKnown = error instanceof OintError;
  return {
    message,
    fields: isKnown
      ? (redactor.deep(error.toJSON()) as Failure['fields'])
      : { code: fields.code, message },
    exitStatus: isKnown ? error.exitStatus : 1,
    isBusy: isBusy(error),
    isPutOff: isPutOff(error),
    isLost: isLost(error) || (error instanceof Refused && STOPPED.includes(error.status)),
  };
}
