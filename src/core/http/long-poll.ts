import type { Call } from '../definition/call.js';

/** How long after the end of the wait the response may arrive, unless the caller says otherwise. */
const ON_TOP = 30_000;

/**
 * Sends a request that asks the server to wait for events, up to a number of seconds. This time
 * does not count as silence; anything beyond it does.
 */
export async function waitingFor<T>(
  call: Call,
  seconds: number,
  send: (call: Call) => Promise<T>,
): Promise<T> {
  if (seconds <= 0) return send(call);
  const firstByteTimeout = (call.options.firstByteTimeout ?? ON_TOP) + seconds * 1000;
  const patient = call.with({ options: { firstByteTimeout } });
  const answer = await send(patient);
  call.answered = patient.answered;
  return answer;
}
