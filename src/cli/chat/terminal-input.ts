import { createInterface, type Interface } from 'node:readline';
import { Transform, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { BREAK, Pastes } from './pastes.js';

const PASTES_ON = '\x1b[?2004h';
const PASTES_OFF = '\x1b[?2004l';

type Read = (line: string | undefined) => void;

/** What a person types: lines to be edited, one at a time, with those of before at the arrow keys. */
export class TerminalInput {
  readonly #keys = new Keys();
  readonly #echo = new Echo();
  readonly #reader: Interface;
  /** Lines that came while nobody asked for one. */
  readonly #waiting: string[] = [];
  #asking: Read | undefined;
  #keepsHistory = true;
  #closed = false;
  /** What Ctrl-C does while nobody reads a line, or where the line is empty. */
  onInterrupt: () => void = () => {};

  constructor(history: readonly string[], complete: (line: string) => string[]) {
    process.stdin.on('error', () => this.close()).pipe(this.#keys);
    process.stdout.write(PASTES_ON);
    this.#reader = createInterface({
      input: this.#keys,
      output: this.#echo,
      terminal: true,
      history: history.map((line) => line.replaceAll('\n', BREAK)),
      historySize: 1_000,
      removeHistoryDuplicates: true,
      completer: (line: string) => [complete(line), line],
    });
    this.#reader.on('line', (line) => this.#take(line));
    this.#reader.on('history', (lines) => {
      if (!this.#keepsHistory) lines.shift();
    });
    this.#reader.on('SIGINT', () => this.#interrupt());
    this.#reader.on('close', () => this.#end());
  }

  /** The next line; `undefined` after Ctrl-D. With line breaks where it was pasted. */
  read(prompt: string): Promise<string | undefined> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      process.stdout.write(`${prompt}${waiting}\n`);
      return Promise.resolve(waiting.replaceAll(BREAK, '\n'));
    }
    return this.#next(prompt);
  }

  /** The answer to a question; what was typed before it was asked is none. */
  async question(prompt: string): Promise<string> {
    this.#keepsHistory = false;
    this.#waiting.length = 0;
    this.#discard();
    // The reader counts the columns of a prompt's last line only.
    const [, head = '', last = ''] = /^([\s\S]*\n)?(.*)$/.exec(prompt)!;
    process.stdout.write(head);
    try {
      return (await this.#next(last)) ?? '';
    } finally {
      this.#keepsHistory = true;
    }
  }

  /** Ends a question or line that is being asked for, as if nothing was typed. */
  release(): void {
    this.#discard();
    this.#answer('');
  }

  /** Shows the prompt again, with what stands in the line. */
  prompt(): void {
    this.#reader.prompt(true);
  }

  close(): void {
    this.#reader.close();
  }

  async #next(prompt: string): Promise<string | undefined> {
    if (this.#closed) return undefined;
    this.#echo.shows = true;
    this.#reader.setPrompt(prompt);
    this.#reader.prompt(true);
    return new Promise((resolve) => {
      this.#asking = resolve;
    });
  }

  #take(line: string): void {
    if (this.#asking) this.#answer(line.replaceAll(BREAK, '\n'));
    else this.#waiting.push(line);
  }

  #answer(line: string | undefined): void {
    const asking = this.#asking;
    this.#asking = undefined;
    this.#echo.shows = false;
    asking?.(line);
  }

  #interrupt(): void {
    if (this.#asking && this.#reader.line !== '') {
      process.stdout.write('^C\n');
      this.#discard();
      this.#reader.prompt();
    } else {
      if (!this.#asking) this.#waiting.length = 0;
      this.onInterrupt();
    }
  }

  /** Forgets what stands in the line, without showing that. */
  #discard(): void {
    const { shows } = this.#echo;
    this.#echo.shows = false;
    this.#reader.write(null, { ctrl: true, name: 'e' });
    this.#reader.write(null, { ctrl: true, name: 'u' });
    this.#echo.shows = shows;
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    process.stdin.unpipe(this.#keys);
    process.stdin.pause();
    process.stdin.unref?.();
    process.stdout.write(PASTES_OFF);
    if (this.#asking) process.stdout.write('\n');
    else this.onInterrupt();
    this.#answer(undefined);
  }

  get closed(): boolean {
    return this.#closed;
  }
}

/** The terminal's keys, pastes made one line. */
class Keys extends Transform {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder('utf8');
  readonly #pastes = new Pastes();

  setRawMode(on: boolean): this {
    process.stdin.setRawMode(on);
    return this;
  }

  override _transform(chunk: Buffer, _encoding: string, done: () => void): void {
    const text = this.#pastes.read(this.#decoder.write(chunk));
    if (text) this.push(text);
    done();
  }
}

/** Where the line editor writes: the terminal, but only while a line is asked for. */
class Echo extends Writable {
  readonly isTTY = true;
  shows = false;

  constructor() {
    super({ decodeStrings: false });
    process.stdout.on('resize', () => this.emit('resize'));
  }

  get columns(): number {
    return process.stdout.columns;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    if (this.shows) process.stdout.write(chunk);
    done();
  }
}
