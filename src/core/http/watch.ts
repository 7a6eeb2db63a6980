import type { Call } from '../definition/call.js';
import { type DeadlineName, TimeoutError } from '../errors/errors.js';
import { now } from '../util/clock.js';

type Phase = Exclude<DeadlineName, 'timeout'>;

/**
 * Watches one attempt: the deadline of the current phase and that of the whole call. A single timer
 * serves all of them. It is set late and checks again when it fires, so a touch costs almost
 * nothing.
 */
export class Watch {
  readonly #call: Call;
  readonly #fail: (error: TimeoutError) => void;
  #timer: NodeJS.Timeout | undefined;
  #phase: Phase = 'connectTimeout';
  #limit = 0;
  #due = 0;

  constructor(call: Call, fail: (error: TimeoutError) => void) {
    this.#call = call;
    this.#fail = fail;
  }

  /** Begins a phase and ends the previous one. A connection may have its own limit for it. */
  enter(phase: Phase, limit = this.#call.limit(phase)): void {
    this.#phase = phase;
    this.#limit = limit;
    this.touch();
    const due = Math.min(this.#due, this.#call.deadline);
    if (this.#timer === undefined || due < this.#timerDue) this.#arm(due);
  }

  /** There was activity: restarts the time of the phase. */
  touch(): void {
    this.#due = now() + this.#limit;
  }

  /** The reader is processing: until `enter`, only the deadline of the whole call counts. */
  hold(): void {
    this.#due = Number.POSITIVE_INFINITY;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopped = true;
  }

  #timerDue = 0;
  #stopped = false;

  #arm(due: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timerDue = due;
    // The longest delay of setTimeout: the timer checks again then.
    const wait = Math.min(Math.max(0, due - now()), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  #look(): void {
    const soon = now() + 1;
    if (soon >= this.#call.deadline) this.#fail(timeoutError(this.#call, 'timeout'));
    else if (soon >= this.#due) this.#fail(timeoutError(this.#call, this.#phase, this.#limit));
    else this.#arm(Math.min(this.#due, this.#call.deadline));
  }
}

const WORDS: Readonly<Record<DeadlineName, string>> = {
  timeout: 'in total',
  connectTimeout: 'while connecting',
  firstByteTimeout: 'waiting for a response',
  idleTimeout: 'without data',
};

export function timeoutError(
  call: Call,
  deadline: DeadlineName,
  after = call.limit(deadline),
): TimeoutError {
  return new TimeoutError({
    method: call.method,
    deadline,
    after,
    message: `timed out after ${after / 1000} s ${WORDS[deadline]} (${deadline})`,
    hint: longerHint(call, deadline, after),
  });
}

/** How to wait longer after a deadline has expired. */
export function longerHint(
  { labels }: Call,
  deadline: DeadlineName,
  after: number,
): string | undefined {
  const longer = labels.callOptions({
    [deadline]: Math.max(1, Math.ceil((after * 4) / 1000)) * 1000,
  });
  return longer && `If the server is slow, wait longer: ${longer}`;
}
