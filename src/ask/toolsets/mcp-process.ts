import type { ChildProcess } from 'node:child_process';
import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { MarkedNumbers } from '../../core/json/marked-numbers.js';
import { forSdk } from './mcp-numbers.js';

type Parameters = ConstructorParameters<typeof StdioClientTransport>[0];

/** The SDK's buffer of the lines that a server writes. */
interface LineBuffer {
  append(chunk: Buffer): void;
  readMessage(): JSONRPCMessage | null;
  clear(): void;
}

/** Members of the SDK's transport that its types do not have. */
interface Inner {
  _process?: ChildProcess | undefined;
  _readBuffer: LineBuffer;
}

/** A server that is a process, whose messages keep all digits of numbers. */
export class ExactProcess extends StdioClientTransport {
  readonly #numbers: MarkedNumbers;

  constructor(parameters: Parameters, numbers: MarkedNumbers) {
    super(parameters);
    this.#numbers = numbers;
    this.#inner._readBuffer = new ExactLines(this.#inner._readBuffer, numbers);
  }

  get #inner(): Inner {
    return this as unknown as Inner;
  }

  override send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#inner._process?.stdin;
    if (!stdin) return super.send(message);
    const line = `${this.#numbers.restore(JSON.stringify(message))}\n`;
    return new Promise((resolve) => {
      if (stdin.write(line)) resolve();
      else stdin.once('drain', resolve);
    });
  }
}

const LINE_END = 0x0a;
/** A longer line is left to the SDK, which refuses it. */
const LONGEST = 8 * 2 ** 20;

class ExactLines implements LineBuffer {
  readonly #inner: LineBuffer;
  readonly #numbers: MarkedNumbers;
  /** The line that has not ended. */
  #chunks: Buffer[] = [];
  #length = 0;

  constructor(inner: LineBuffer, numbers: MarkedNumbers) {
    this.#inner = inner;
    this.#numbers = numbers;
  }

  append(chunk: Buffer): void {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end > 0) this.#pass(chunk.subarray(0, end));
    this.#chunks.push(chunk.subarray(end));
    this.#length += chunk.length - end;
    if (this.#length > LONGEST) {
      for (const piece of this.#take()) this.#inner.append(piece);
    }
  }

  #pass(last: Buffer): void {
    const lines = Buffer.concat([...this.#take(), last])
      .toString('utf8')
      .split('\n');
    const exact = lines.map((line) => forSdk(line, this.#numbers)).join('\n');
    this.#inner.append(Buffer.from(exact));
  }

  #take(): Buffer[] {
    const taken = this.#chunks;
    this.#chunks = [];
    this.#length = 0;
    return taken;
  }

  readMessage(): JSONRPCMessage | null {
    return this.#inner.readMessage();
  }

  clear(): void {
    this.#take();
    this.#inner.clear();
  }
}
