import type { Call } from '../definition/call.js';
import { type DeadlineName, TimeoutError } from '../errors/errors.js';
import { now } from '../util/clock.js';

type Phase = Exclude<DeadlineName, 'timeout'>;

/**
 * Watches one attempt: at any time one phase's deadline and the whole call's. A single timer serves
 * all of them; it is set late and looks again when it fires, so a touch costs next to nothing.
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

  /** Begins a phase; the one before is over. */
  enter(phase: Phase): void {
    this.#phase = phase;
    this.#limit = this.#call.limit(phase);
    this.touch();
    const due = Math.min(this.#due, this.#call.deadline);
    if (this.#timer === undefined || due < this.#timerDue) this.#arm(due);
  }

  /** Something that counts happened: the phase's time starts anew. */
  touch(): void {
    this.#due = now() + this.#limit;
  }

  /** Whoever reads is at work: until `enter`, only the whole call's deadline counts. */
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
    // Longer than setTimeout can count is as good as never: it looks again then.
    const wait = Math.min(Math.max(0, due - now()), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  #look(): void {
    const soon = now() + 1;
    if (soon >= this.#call.deadline) this.#fail(timeoutError(this.#call, 'timeout'));
    else if (soon >= this.#due) this.#fail(timeoutError(this.#call, this.#phase));
    else this.#arm(Math.min(this.#due, this.#call.deadline));
  }
}

const WORDS: Readonly<Record<DeadlineName, string>> = {
  timeout: 'the call was not over',
  connectTimeout: 'the server could not be reached',
  firstByteTimeout: 'the server took the request and did not begin to answer',
  idleTimeout: 'the other side fell silent',
};

export function timeoutError(call: Call, deadline: DeadlineName): TimeoutError {
  const after = call.limit(deadline);
  const within = deadline === 'idleTimeout' ? 'for' : 'within';
  return new TimeoutError({
    method: call.method,
    deadline,
    after,
    message: `${WORDS[deadline]} ${within} ${after / 1000} s (${deadline})`,
    hint: longerHint(call, deadline, after),
  });
}

/** How to wait longer than until a deadline that has passed. */
export function longerHint(
  { labels }: Call,
  deadline: DeadlineName,
  after: number,
): string | undefined {
  const longer = labels.callOptions({
    [deadline]: Math.max(1, Math.ceil((after * 4) / 1000)) * 1000,
  });
  return longer && `If the server is only slow, wait longer: ${longer}`;
}
