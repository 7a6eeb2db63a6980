import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { socketFor } from '../../core/access/dial.js';
import { addressOf, connect } from '../../core/connection/connect.js';
import { encrypt } from '../../core/connection/encrypt.js';
import { Task } from '../../core/connection/task.js';
import type { Call } from '../../core/definition/call.js';
import { brokenConnection } from '../../core/errors/connection-error.js';
import { ConnectionError } from '../../core/errors/errors.js';
import { tlsFor } from '../../core/http/tls.js';
import { now } from '../../core/util/clock.js';
import type { Address } from './address.js';
import type { DriverHost } from './driver.js';
import { MOST_HOSTS } from './hello.js';

const WHAT = 'MongoDB';
const HINT = 'Check whether the server needs tls=true, or has no TLS.';

/** How to encrypt; `undefined` for a connection that is not encrypted. */
export async function encryptionOf(
  call: Call,
  { tls }: Address,
): Promise<ConnectionOptions | undefined> {
  const { ca, cert, key, insecure } = call.options;
  if (!(tls.use ?? Boolean(ca || cert || key || insecure))) return undefined;
  const { options } = await tlsFor(call, {
    ca: tls.caFile ?? ca,
    cert: tls.certificateKeyFile ?? cert,
    key: tls.certificateKeyFile === undefined ? key : undefined,
    insecure: tls.insecure || insecure,
  });
  return { ...options, ...(tls.anyHost && { checkServerIdentity: () => undefined }) };
}

/** Opens the sockets of one client, by the rules of the call that opened it. */
export class Dialing {
  readonly #call: Call;
  readonly #address: Address;
  readonly #encryption: ConnectionOptions | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #hosts = new Set<string>();
  #isClosed = false;

  constructor(call: Call, address: Address, encryption: ConnectionOptions | undefined) {
    this.#call = call;
    this.#address = address;
    this.#encryption = encryption;
  }

  /** True once the driver connects through this. */
  get isUsed(): boolean {
    return this.#hosts.size > 0;
  }

  get isEncrypted(): boolean {
    return this.#encryption !== undefined;
  }

  readonly dial = async ({ host = '', port = 0, socketPath }: DriverHost): Promise<Socket> => {
    const name = socketPath ?? addressOf(host, port);
    this.#hosts.add(name);
    // It may be long after the call that opened the connection.
    const limit = this.#call.limit('connectTimeout');
    const options = { signal: undefined };
    const call = this.#call.with({ deadline: now() + limit, options });
    if (this.#hosts.size > MOST_HOSTS || this.#isClosed) throw tooMany(call, name);
    const task = new Task(call);
    task.enter('connectTimeout');
    try {
      const socket = await this.#open(task, { host, port, socketPath });
      return this.#kept(socket);
    } finally {
      task.end();
    }
  };

  async #open(task: Task, { host = '', port = 0, socketPath }: DriverHost): Promise<Socket> {
    if (socketPath !== undefined) return openPath(task, socketPath);
    const { proxy } = this.#address;
    const socket = await connect(task, { to: { host, port }, proxy, what: WHAT });
    if (!this.#encryption) return socket;
    const options = { ...this.#encryption, host, ...(isIP(host) === 0 && { servername: host }) };
    const address = addressOf(host, port);
    return encrypt(task, socket, { options, address, what: WHAT, hint: HINT });
  }

  #kept(socket: Socket): Socket {
    // A connection that is not used keeps no process alive: calls have a timer of their own.
    socket.unref();
    socket.on('error', () => {});
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#isClosed) socket.destroy();
    return socket;
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function openPath(task: Task, path: string): Promise<Socket> {
  const socket = socketFor(task.call.access.network).connect(path);
  await task.until<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) =>
      reject(brokenConnection(task.call, { host: path, what: WHAT, error, connected: false })),
    );
  });
  return socket;
}

function tooMany({ method }: Call, name: string): ConnectionError {
  return new ConnectionError({
    method,
    reason: 'TOO_MANY_HOSTS',
    sent: false,
    retryable: false,
    message: `not connecting to ${name}: the server announces more than ${MOST_HOSTS} servers`,
  });
}
