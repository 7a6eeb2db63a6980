import type { Retry } from '../../core/definition/call-options.js';
import { StatusLine } from '../run/status-line.js';

/** A model that answers within this time needs no words. */
const SAY_AFTER = 1_500;

/** Says on a terminal that a model has not answered yet, and that a request will be repeated. */
export class Waiting {
  readonly #line = new StatusLine(process.stderr);
  readonly #model: string;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #retry = '';

  constructor(model: string) {
    this.#model = model;
  }

  start(): void {
    this.stop();
    if (!process.stderr.isTTY || process.env.TERM === 'dumb') return;
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.#show(), SAY_AFTER);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#retry = '';
    this.#line.clear();
  }

  /** For the call: shown until the request is repeated. */
  readonly onRetry = ({ wait, number, most, error }: Retry): void => {
    if (this.#timer === undefined) return;
    const reason = error.message.split('\n')[0]!;
    const seconds = Math.max(1, Math.round(wait / 1_000));
    this.#retry = `retrying in ${seconds} s (${number} of ${most}): ${reason}`;
    clearTimeout(this.#timer);
    this.#show();
    this.#timer = setTimeout(() => {
      this.#retry = '';
      this.#show();
    }, wait);
    this.#timer.unref();
  };

  #show(): void {
    const seconds = Math.round((Date.now() - this.#since) / 1_000);
    this.#line.show(`oint: ${this.#retry || `waiting for ${this.#model}: ${seconds} s`}`);
    if (this.#retry) return;
    this.#timer = setTimeout(() => this.#show(), 1_000);
    this.#timer.unref();
  }
}
