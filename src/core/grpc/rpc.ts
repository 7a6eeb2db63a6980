import { type ClientHttp2Stream, constants } from 'node:http2';
import { Changes } from '../connection/changes.js';
import type { Call } from '../definition/call.js';
import { type OintError, ResponseError } from '../errors/errors.js';
import type { Schema } from '../protobuf/schema.js';
import type { Channel } from './channel.js';
import { FrameProblem, Frames, frame } from './frames.js';
import type { Metadata } from './metadata.js';
import { type Status, statusError, statusIn, statusOfHttp, statusOfReset } from './status.js';

/** Unread messages, and their bytes, after which the server has to wait. */
const MOST_MESSAGES = 1024;
const MOST_BYTES = 4 * 1024 * 1024;

interface RpcSpec {
  channel: Channel;
  /** `package.Service/Method`. */
  path: string;
  /** In milliseconds, for the server; 0 for none. */
  timeout: number;
  metadata: Metadata;
  /** The types of the details of errors. */
  schema: Schema;
}

/** One call to a method of a server, of any of the four kinds: messages in both directions. */
export class Rpc {
  readonly #stream: ClientHttp2Stream;
  readonly #spec: RpcSpec;
  readonly #changes = new Changes();
  readonly #messages: Buffer[] = [];
  #first = 0;
  #bytes = 0;
  #headers: Readonly<Record<string, unknown>> = {};
  #status: Status | undefined;
  #problem: FrameProblem | undefined;
  #failure: Error | undefined;
  #isClosed = false;
  #isFinished = false;
  #isCancelled = false;
  #isWaiting = false;

  constructor(call: Call, spec: RpcSpec) {
    const { channel, path, timeout, metadata } = spec;
    this.#spec = spec;
    this.#stream = channel.request(call, `/${path}`, timeout, metadata);
    const frames = new Frames(() => String(this.#headers['grpc-encoding'] ?? 'no known encoding'));
    const stream = this.#stream;
    stream.on('response', (headers) => {
      this.#headers = headers;
      // A call that fails at once has its status here.
      this.#status ??= statusIn(headers);
      if (headers[':status'] !== 200) this.#status ??= statusOfHttp(Number(headers[':status']));
      else if (!/^application\/grpc/.test(String(headers['content-type']))) {
        this.#problem ??= new FrameProblem(`its content type is ${headers['content-type']}`);
      }
    });
    stream.on('trailers', (headers) => {
      this.#status ??= statusIn(headers);
    });
    stream.on('data', (chunk: Buffer) => this.#arrived(frames, chunk));
    stream.on('drain', () => {
      this.#isWaiting = false;
      this.#changes.happened();
    });
    // The server has said everything: what is still to be sent would reach no one.
    stream.once('end', () => {
      if (!this.#isFinished) stream.close(constants.NGHTTP2_NO_ERROR);
    });
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
    stream.once('close', () => {
      if (frames.isPartial && !this.#isCancelled) {
        this.#problem ??= new FrameProblem('it ends in the middle of a message');
      }
      this.#isClosed = true;
      this.#changes.happened();
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #arrived(frames: Frames, chunk: Buffer): void {
    if (this.#problem || this.#isCancelled) return;
    try {
      for (const message of frames.add(chunk)) {
        this.#messages.push(message);
        this.#bytes += message.length;
      }
    } catch (error) {
      if (!(error instanceof FrameProblem)) throw error;
      this.#problem = error;
      this.#stream.close(constants.NGHTTP2_CANCEL);
    }
    const isFull =
      this.#messages.length - this.#first >= MOST_MESSAGES || this.#bytes >= MOST_BYTES;
    if (isFull) this.#stream.pause();
    this.#changes.happened();
  }

  /**
   * Sends a message, and waits if the server does not keep up. Returns false if it did not in time.
   *
   * @throws {OintError} The call has ended.
   */
  async send(call: Call, message: Uint8Array, longest = 0): Promise<boolean> {
    while (this.#isWaiting && !this.#isClosed) {
      if (!(await this.#changes.next(call, longest))) return false;
    }
    if (this.#isFinished || this.#isClosed) throw this.#endOf(call) ?? this.#sentAfterEnd(call);
    this.#isWaiting = !this.#stream.write(frame(message));
    return true;
  }

  #sentAfterEnd(call: Call): OintError {
    return new ResponseError({
      method: call.method,
      message: `${this.#spec.path}: sending has ended, and no more messages can be sent`,
    });
  }

  /** Sends a message and says that no other follows. */
  sendLast(message: Uint8Array): void {
    this.#isFinished = true;
    this.#stream.end(frame(message));
  }

  /** Says that no more messages follow. */
  finish(): void {
    if (this.#isFinished || this.#isClosed) return;
    this.#isFinished = true;
    this.#stream.end();
  }

  /**
   * The next message. `undefined` at the end, or `'late'` if none arrives in time.
   *
   * @throws {OintError} The call failed.
   */
  async next(call: Call, longest = 0): Promise<Buffer | 'late' | undefined> {
    for (;;) {
      if (this.#first < this.#messages.length) return this.#take();
      if (this.#isClosed) {
        const error = this.#endOf(call);
        if (error) throw error;
        return undefined;
      }
      if (!(await this.#changes.next(call, longest))) return 'late';
    }
  }

  #take(): Buffer {
    const message = this.#messages[this.#first++]!;
    this.#bytes -= message.length;
    if (this.#first === this.#messages.length) {
      this.#messages.length = 0;
      this.#first = 0;
      this.#stream.resume();
    }
    return message;
  }

  /** Why the call ended; `undefined` if it succeeded, or was cancelled here. */
  #endOf(call: Call): OintError | undefined {
    const { path, channel, schema, timeout } = this.#spec;
    if (this.#problem) {
      return new ResponseError({
        method: call.method,
        message: call.redactor.text(
          `the response of ${path} cannot be read: ${this.#problem.message} (${channel.address})`,
        ),
      });
    }
    if (this.#isCancelled) return undefined;
    const status = this.#status ?? this.#statusOfEnd();
    if (!status) return channel.lost(call);
    return status.code === 0 ? undefined : statusError(call, path, status, schema, timeout);
  }

  #statusOfEnd(): Status | undefined {
    const { rstCode } = this.#stream;
    const { code } = (this.#failure ?? {}) as { code?: string };
    if (code === 'ERR_HTTP2_STREAM_ERROR' && rstCode) return statusOfReset(rstCode);
    if (!this.#spec.channel.isOpen) return undefined;
    return { code: 2, message: 'the server ended the call without a status' };
  }

  /** Ends the call at once. */
  cancel(): void {
    if (this.#isClosed) return;
    this.#isCancelled = true;
    this.#stream.close(constants.NGHTTP2_CANCEL);
    // It is read no more, and must not wait for that.
    this.#stream.resume();
  }
}
