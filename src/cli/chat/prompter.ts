import { note, painter } from '../start/terminal.js';
import type { Talk } from './talk.js';
import type { TerminalInput } from './terminal-input.js';

const QUOTES = '"""';

/** Reads what a person says, of one line or of several, and heeds Ctrl-C and Ctrl-D. */
export class Prompter {
  readonly #input: TerminalInput;
  readonly #talk: Talk;
  readonly #paint = painter(process.stdout);
  /** True while further lines of one question are read. */
  #goingOn = false;
  #cancelled = false;
  /** Ctrl-C was the last key. */
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

  /** A question or a command; `undefined` where there is to be no other. */
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

  /** Up to the closing quotes, as it stands. */
  async #quoted(begun: string): Promise<string> {
    let whole = begun;
    while (!whole.trimEnd().endsWith(QUOTES)) {
      const next = await this.#next();
      if (next === undefined) return whole;
      whole = whole ? `${whole}\n${next}` : next;
    }
    const text = whole.trimEnd().slice(0, -QUOTES.length);
    // What is quoted is a question, also where it begins as a command does.
    return text.startsWith('/') ? ` ${text}` : text;
  }

  async #next(): Promise<string | undefined> {
    const line = await this.#input.read(`${this.#paint('dim', '…')} `);
    return this.#cancelled ? undefined : line;
  }

  #interrupt(): void {
    if (this.#talk.interrupt()) {
      // A tool may be waiting for leave.
      this.#input.release();
    } else if (this.over) {
      return;
    } else if (this.#goingOn) {
      process.stdout.write('\n');
      this.#cancelled = true;
      this.#input.release();
    } else if (this.#warned) {
      process.stdout.write('\n');
      this.#input.close();
    } else {
      this.#warned = true;
      process.stdout.write('\n');
      note('once more, or Ctrl-D, leaves');
      this.#input.prompt();
    }
  }
}
