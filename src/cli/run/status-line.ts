import { CLEAR_LINE, put, shown } from '../start/shown.js';
import { safe } from '../start/terminal.js';

/** Shows progress in one terminal line that is overwritten; does nothing if there is no terminal. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #shown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** `text` is only called if it is shown. */
  show(text: string | (() => string)): void {
    if (!this.#stream.isTTY) return;
    const columns = this.#stream.columns ?? 80;
    const line = safe(typeof text === 'string' ? text : text(), this.#stream).slice(0, columns - 1);
    put(this.#stream, CLEAR_LINE);
    put(this.#stream, shown(line, this.#stream));
    this.#shown = true;
  }

  /** Clears the line. */
  clear(): void {
    if (this.#shown) put(this.#stream, CLEAR_LINE);
    this.#shown = false;
  }
}
