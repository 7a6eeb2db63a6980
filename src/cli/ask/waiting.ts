import type { Retry } from '../../core/definition/call-options.js';
import { StatusLine } from '../run/status-line.js';

/** In milliseconds: when the spinner appears, how often it turns, and when the seconds are told. */
const APPEARS = 200;
const TURNS = 100;
const TELLS = 1_000;
/** Signs that every font and every encoding of a terminal has. */
const SPINNER = ['|', '/', '-', '\\'];

/** Says on a terminal that a model has not answered yet, and that a request will be repeated. */
export class Waiting {
  readonly #line = new StatusLine(process.stderr);
  readonly #model: string;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #turn = 0;
  #retry = '';

  constructor(model: string) {
    this.#model = model;
  }

  start(): void {
    this.stop();
    if (!process.stderr.isTTY || process.env.TERM === 'dumb') return;
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.#show(), APPEARS);
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
    const waited = Date.now() - this.#since;
    const spinner = SPINNER[this.#turn++ % SPINNER.length];
    const time = waited < TELLS ? '' : `: ${Math.floor(waited / 1_000)} s`;
    this.#line.show(`oint: ${this.#retry || `${spinner} waiting for ${this.#model}${time}`}`);
    if (this.#retry) return;
    this.#timer = setTimeout(() => this.#show(), TURNS);
    this.#timer.unref();
  }
}
