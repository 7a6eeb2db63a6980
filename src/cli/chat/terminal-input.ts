import { createInterface, type Interface } from 'node:readline';
import { Transform, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { edited, PASTES_OFF, PASTES_ON, put, type Shown, shown } from '../start/shown.js';
import { BREAK, Pastes } from './pastes.js';

type Read = (line: string | undefined) => void;

/** The terminal's input: lines to edit, one at a time, with history on the arrow keys. */
export class TerminalInput {
  readonly #keys = new Keys();
  readonly #echo = new Echo();
  readonly #reader: Interface;
  /** Lines that arrived while none was being read. */
  readonly #waiting: string[] = [];
  #asking: Read | undefined;
  #keepsHistory = true;
  #closed = false;
  /** The action of Ctrl-C when no line is being read, or the line is empty. */
  onInterrupt: () => void = () => {};

  constructor(history: readonly string[], complete: (line: string) => string[]) {
    process.stdin.on('error', () => this.close()).pipe(this.#keys);
    put(process.stdout, PASTES_ON);
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

  /** Reads the next line; `undefined` after Ctrl-D. A pasted one may contain line breaks. */
  read(prompt: string): Promise<string | undefined> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      show(`${prompt}${waiting}\n`);
      return Promise.resolve(waiting.replaceAll(BREAK, '\n'));
    }
    return this.#next(prompt);
  }

  /** Asks a question; input typed before the question does not count. */
  async question(prompt: Shown): Promise<string> {
    this.#keepsHistory = false;
    this.#waiting.length = 0;
    this.#discard();
    // The line editor only counts the columns of a prompt's last line.
    const [, head = '', last = ''] = /^([\s\S]*\n)?(.*)$/.exec(prompt)!;
    show(head);
    try {
      return (await this.#next(last)) ?? '';
    } finally {
      this.#keepsHistory = true;
    }
  }

  /** Cancels the current question or line, as if nothing had been typed. */
  release(): void {
    this.#discard();
    this.#answer('');
  }

  /** Shows the prompt again, with the current line. */
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
      show('^C\n');
      this.#discard();
      this.#reader.prompt();
    } else {
      if (!this.#asking) this.#waiting.length = 0;
      this.onInterrupt();
    }
  }

  /** Clears the line without showing it. */
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
    put(process.stdout, PASTES_OFF);
    if (this.#asking) show('\n');
    else this.onInterrupt();
    this.#answer(undefined);
  }

  get closed(): boolean {
    return this.#closed;
  }
}

function show(text: string): void {
  put(process.stdout, shown(text, process.stdout));
}

/** The terminal's keys, with each paste joined to one line. */
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

/** The line editor's output: the terminal, but only while a line is being read. */
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
    if (this.shows) put(process.stdout, edited(chunk));
    done();
  }
}
