import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import type { FoundMethod, GrpcConnection } from './connection.js';
import { lateError } from './late.js';
import type { Rpc } from './rpc.js';

/** The kinds of calls that have streams. */
export type StreamKind = 'server' | 'client' | 'bidirectional' | 'unary';

const NAMES: Readonly<Record<StreamKind, string>> = {
  unary: 'a unary method',
  server: 'a server-streaming method',
  client: 'a client-streaming method',
  bidirectional: 'a bidirectional method',
};

function kindOf({ type }: FoundMethod): StreamKind {
  if (type.clientStreaming) return type.serverStreaming ? 'bidirectional' : 'client';
  return type.serverStreaming ? 'server' : 'unary';
}

/** @throws {InputError} The method is of another kind. */
export function expectKind(
  call: Call,
  method: FoundMethod,
  kind: StreamKind,
  others: Readonly<Record<StreamKind, string>>,
): void {
  const found = kindOf(method);
  if (found === kind) return;
  throw new InputError({
    method: call.method,
    param: 'method',
    message: `${method.service}/${method.type.name} is ${NAMES[found]}, not ${NAMES[kind]}`,
    hint: `Use ${others[found]}.`,
  });
}

/** A call whose messages are sent and received one by one. */
export class OpenStream {
  readonly #connection: GrpcConnection;
  readonly #method: FoundMethod;
  readonly #rpc: Rpc;
  /** The longest wait of one operation, in milliseconds; 0 for none. */
  readonly timeout: number;

  constructor(call: Call, connection: GrpcConnection, method: FoundMethod, timeout: number) {
    this.#connection = connection;
    this.#method = method;
    this.timeout = timeout;
    this.#rpc = connection.start(call, method, 0);
  }

  /** False if the server did not accept it in time. */
  send(call: Call, data: unknown, param = 'data'): Promise<boolean> {
    const bytes = this.#connection.write(call, this.#method, data, param);
    return this.#rpc.send(call, bytes, this.timeout);
  }

  /** The same, but a message that is not accepted in time is an error. */
  async sendInTime(call: Call, data: unknown, param?: string): Promise<void> {
    if (await this.send(call, data, param)) return;
    throw lateError(call, 'the server did not accept a message', this.timeout);
  }

  finish(): void {
    this.#rpc.finish();
  }

  /** The next message; `undefined` at the end, `'late'` if none arrives in time. */
  async next(call: Call): Promise<{ message: unknown } | 'late' | undefined> {
    const bytes = await this.#rpc.next(call, this.timeout);
    if (bytes === undefined || bytes === 'late') return bytes;
    return { message: this.#connection.read(call, this.#method, bytes) };
  }

  /** The same, but a message that does not arrive in time is an error. */
  async nextInTime(call: Call): Promise<{ message: unknown } | undefined> {
    const found = await this.next(call);
    if (found === 'late') throw lateError(call, 'no message arrived', this.timeout);
    return found;
  }

  get isClosed(): boolean {
    return this.#rpc.isClosed;
  }

  cancel(): void {
    this.#rpc.cancel();
  }
}
