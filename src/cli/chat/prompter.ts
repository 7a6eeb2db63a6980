import { put, shown } from '../start/shown.js';
import { note, painter } from '../start/terminal.js';
import type { Talk } from './talk.js';
import type { TerminalInput } from './terminal-input.js';

const QUOTES = '"""';

/** Reads questions of one or several lines, and handles Ctrl-C and Ctrl-D. */
export class Prompter {
  readonly #input: TerminalInput;
  readonly #talk: Talk;
  readonly #paint = painter(process.stdout);
  /** True while reading the further lines of a question. */
  #goingOn = false;
  #cancelled = false;
  /** True if Ctrl-C was the last key. */
  #warned = false;

  constructor(input: TerminalInput, talk: Talk) {
    this.#input = input;
    this.#talk = talk;
    input.onInterrupt = () => this.#interrupt();
  }

  /** Whether Ctrl-D has ended the session. */
  get over(): boolean {
    return this.#input.closed;
  }

  leave(): void {
    this.#talk.interrupt();
    this.#input.close();
  }

  /** Reads a question or a command; `undefined` at the end of the session. */
  async read(): Promise<string | undefined> {
    this.#warned = false;
    this.#cancelled = false;
    const first = await this.#input.read(`${this.#paint('cyan', '>')} `);
    if (first === undefined) return undefined;
    this.#goingOn = true;
    try {
      const whole = await this.#rest(first);
      return this.#cancelled ? '' : whole;
    } finally {
      this.#goingOn = false;
    }
  }

  async #rest(first: string): Promise<string> {
    const trimmed = first.trim();
    if (trimmed === '/paste') return this.#quoted('');
    if (trimmed.startsWith(QUOTES)) return this.#quoted(trimmed.slice(QUOTES.length));
    let whole = first;
    while (whole.endsWith('\\')) {
      const next = await this.#next();
      if (next === undefined) return whole.slice(0, -1);
      whole = `${whole.slice(0, -1)}\n${next}`;
    }
    return whole;
  }

  /** Reads up to the closing quotes, unchanged. */
  async #quoted(begun: string): Promise<string> {
    let whole = begun;
    while (!whole.trimEnd().endsWith(QUOTES)) {
      const next = await this.#next();
      if (next === undefined) return whole;
      whole = whole ? `${whole}\n${next}` : next;
    }
    const text = whole.trimEnd().slice(0, -QUOTES.length);
    // Quoted text is a question, even if it looks like a command.
    return text.startsWith('/') ? ` ${text}` : text;
  }

  async #next(): Promise<string | undefined> {
    const line = await this.#input.read(`${this.#paint('dim', '…')} `);
    return this.#cancelled ? undefined : line;
  }

  #interrupt(): void {
    if (this.#talk.interrupt()) {
      // A tool may be waiting for approval.
      this.#input.release();
    } else if (this.over) {
      return;
    } else if (this.#goingOn) {
      newLine();
      this.#cancelled = true;
      this.#input.release();
    } else if (this.#warned) {
      newLine();
      this.#input.close();
    } else {
      this.#warned = true;
      newLine();
      note('press Ctrl-C again, or Ctrl-D, to leave');
      this.#input.prompt();
    }
  }
}

function newLine(): void {
  put(process.stdout, shown('\n', process.stdout));
}
