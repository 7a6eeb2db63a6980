import { addressOf } from '../../core/connection/connect.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { HostPort } from '../../core/connection/host-port.js';
import { opening } from '../../core/connection/opening.js';
import type { ProxyServer } from '../../core/connection/proxy-settings.js';
import { connectSecure } from '../../core/connection/secure-socket.js';
import type { TlsSettings } from '../../core/connection/tls-settings.js';
import type { Call } from '../../core/definition/call.js';
import { OintError } from '../../core/errors/errors.js';
import { type LastError, lastErrorOf } from './failure.js';
import { Pipe, type Reading } from './pipe.js';

/** Where a connection goes, and how. */
export interface Target {
  address: HostPort;
  tls?: TlsSettings | undefined;
  proxy?: ProxyServer | undefined;
}

/** An open connection to a server: `await using connection = await createConnection(…)`. */
export class TcpConnection implements Connection {
  readonly host: string;
  readonly port: number;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  readonly #pipe: Pipe;
  #lastError: LastError | undefined;

  private constructor(pipe: Pipe, { host, port }: HostPort, log: ConnectionLog | undefined) {
    this.#pipe = pipe;
    this.host = host;
    this.port = port;
    this.log = log;
  }

  /** Connects, also through a proxy and with TLS, all within `connectTimeout`. @internal */
  static async open(target: Target, call: Call, log?: ConnectionLog): Promise<TcpConnection> {
    const { address, tls, proxy } = target;
    const at = addressOf(address.host, address.port);
    log?.add(`Connecting to ${at}`);
    call.debug(() => `> connecting to ${at}`);
    return opening(call, log, async (task) => {
      const route = { ...address, tls, proxy, protocol: 'TCP', allowHalfOpen: true };
      const socket = await connectSecure(route, task);
      log?.add('Connected');
      call.debug(() => '< connected');
      return new TcpConnection(new Pipe(socket, at), address, log);
    });
  }

  /** False once either side has closed it. */
  get isOpen(): boolean {
    return this.#pipe.isOpen;
  }

  /** The failure of the last work on it, if it failed. @internal */
  get lastError(): LastError | undefined {
    return this.#lastError;
  }

  /** False if no more data will arrive, and all of it was read. @internal */
  get hasMore(): boolean {
    return this.#pipe.canRead || this.#pipe.unread > 0;
  }

  /** @internal */
  read(reading: Reading, call: Call): Promise<Buffer> {
    return this.#noting(async () => {
      const found = await this.#pipe.read(reading, call);
      this.log?.add(`Received ${found.length} bytes`);
      call.debug(() => `< ${found.length} bytes`);
      if (found.length === 0) this.#lastError = whyNothing(this.#pipe.canRead, reading.silence);
      return found;
    });
  }

  /** @internal */
  send(bytes: Uint8Array, longest: number, call: Call): Promise<void> {
    return this.#noting(async () => {
      await this.#pipe.send(bytes, longest, call);
      this.log?.add(`Sent ${bytes.length} bytes`);
      call.debug(() => `> ${bytes.length} bytes`);
    });
  }

  /** Tells the server that no more data follows. @internal */
  finishSending(): Promise<void> {
    return this.#pipe.finishSending();
  }

  async #noting<T>(work: () => Promise<T>): Promise<T> {
    this.#lastError = undefined;
    try {
      return await work();
    } catch (error) {
      if (error instanceof OintError) {
        this.#lastError = lastErrorOf(error);
        this.log?.add(`Error: ${error.message}`);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.log?.add('Closed');
    await this.#pipe.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function whyNothing(canRead: boolean, silence: number): LastError {
  if (!canRead) return { code: 'END', message: 'the server has finished sending' };
  return { code: 'TIMEOUT', message: `no data arrived within ${silence / 1000} s` };
}
