import type { Socket } from 'node:net';
import type { Client, Connection as Wire } from 'pg';
import { socketFor } from '../../core/access/dial.js';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { now } from '../../core/util/clock.js';
import { type Address, hostOf } from './address.js';
import { failureOf, hasNoTls, tooLate } from './errors.js';
import { fromServer } from './from-server.js';
import { driver } from './packages.js';
import type { Encryption } from './tls.js';

/** A client of the driver that is connected, and the socket below it, encrypted or not. */
export interface Connected {
  client: Client;
  socket: Socket;
  /** True where what goes over the socket is encrypted. */
  encrypted: boolean;
  /** What the server tells of itself: `server_version`, `DateStyle`. */
  settings: ReadonlyMap<string, string>;
}

/** What the driver has and its types do not tell. */
export interface WireCalls extends Wire {
  connect(port: number, host: string): void;
  connect(path: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Between looks whether the other side is still there, where it says nothing. */
const KEEP_ALIVE = 30_000;

/** Connects and logs in, within the deadline for connecting. */
export async function connect(
  call: Call,
  address: Address,
  encryption: Encryption,
): Promise<Connected> {
  const { options, mode } = encryption;
  try {
    return await attempt(call, address, mode === 'allow' ? undefined : options);
  } catch (error) {
    if (mode !== 'prefer' || !hasNoTls(error)) throw failureOf(call, error, { address });
  }
  try {
    return await attempt(call, address, undefined);
  } catch (error) {
    throw failureOf(call, error, { address });
  }
}

function loadPg() {
  return import('pg').catch(elsewhere(driver, 'pg'));
}

async function attempt(
  call: Call,
  address: Address,
  ssl: Encryption['options'],
): Promise<Connected> {
  const { Client } = await loadPg();
  const socket = socketFor(call.access.network);
  const { host, port, user, database, applicationName, options } = address;
  const client = new Client({
    ...{ host, port, user, database, options },
    // Asked for only where the server wants one; without this the driver would look for files.
    password: () => address.password ?? noPassword(call, address),
    ...{ ssl: ssl ?? false, stream: () => socket, types: { getTypeParser: fromServer } },
    ...{ application_name: applicationName, fallback_application_name: 'oint' },
    ...{ keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE },
  });
  // Whoever waits for an answer is told; an error that comes while nobody waits is no crash.
  client.on('error', () => {});
  const settings = new Map<string, string>();
  client.connection.on('parameterStatus', (told: Record<string, string>) =>
    settings.set(told.parameterName!, told.parameterValue!),
  );
  await inTime(call, address, socket, client.connect());
  return { client, socket, encrypted: ssl !== undefined, settings };
}

function noPassword(call: Call, { user }: Address): never {
  throw new InputError({
    method: call.method,
    param: call.destinationParam,
    message: `the server requires a password for the user "${user}", and none was given`,
    hint: `Put it into ${call.destination}, as postgresql://user:password@…, or set PGPASSWORD.`,
  });
}

/** Ends an attempt to connect that lasts too long or is not wanted any more. */
function inTime<T>(
  call: Call,
  address: Address,
  socket: Socket,
  connecting: Promise<T>,
): Promise<T> {
  const { signal, connectTimeout = address.connectTimeout } = call.options;
  const limit = connectTimeout ?? call.limit('connectTimeout');
  const left = call.deadline - now();
  const late = () =>
    left < limit
      ? tooLate(call, 'timeout', call.limit('timeout'), `${hostOf(address)} did not let us in`)
      : tooLate(call, 'connectTimeout', limit, `${hostOf(address)} did not let us in`);
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      over();
      socket.destroy();
      reject(error);
    };
    const onAbort = () => fail(call.aborted());
    const timer = setTimeout(() => fail(late()), Math.min(left, limit));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    connecting.then((value) => {
      over();
      resolve(value);
    }, fail);
  });
}

/**
 * Asks the server to end what this client runs, over a connection of its own, as the protocol has
 * it. Resolves when it was asked, whatever comes of it.
 */
export async function cancel({ client, encrypted }: Connected): Promise<void> {
  const { Connection } = await loadPg();
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const wire = new Connection({ ssl: encrypted && client.ssl } as object) as WireCalls;
  const { stream } = wire as unknown as { stream: Socket };
  return new Promise((resolve) => {
    const done = () => {
      stream.destroy();
      resolve();
    };
    const ask = () => {
      wire.cancel(processID, secretKey);
      // The server closes it when it has understood.
      wire.once('end', done);
    };
    wire.once('connect', () => (encrypted ? wire.requestSsl() : ask()));
    wire.once('sslconnect', ask);
    wire.on('error', done);
    stream.unref();
    stream.setTimeout(CANCELLING, done);
    if (client.host.startsWith('/')) wire.connect(`${client.host}/.s.PGSQL.${client.port}`);
    else wire.connect(client.port, client.host);
  });
}

/** How long a server has to react to that: the caller's deadline has passed already. */
export const CANCELLING = 400;
