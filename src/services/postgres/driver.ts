import type { Socket } from 'node:net';
import type { Client, Connection as Wire } from 'pg';
import { socketFor } from '../../core/access/dial.js';
import { connectInTime } from '../../core/connection/connect-in-time.js';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import type { Encryption } from '../../core/sql/encryption.js';
import type { Address } from './address.js';
import { failureOf, hasNoTls } from './errors.js';
import { fromServer } from './from-server.js';
import { driver } from './packages.js';
import { hostOf } from './servers.js';

/** A connected client of the driver and its socket, encrypted or not. */
export interface Connected {
  client: Client;
  socket: Socket;
  /** True if the connection is encrypted. */
  encrypted: boolean;
  /** The parameters that the server reports: `server_version`, `DateStyle`. */
  settings: ReadonlyMap<string, string>;
}

/** Members of the driver that its types do not have. */
export interface WireCalls extends Wire {
  connect(port: number, host: string): void;
  connect(path: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Idle time before TCP keep-alive probes. */
const KEEP_ALIVE = 30_000;

/** Connects and authenticates within the connect timeout. */
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
    // Called only if the server requires a password; otherwise the driver would read files.
    password: () => address.password ?? noPassword(call, address),
    ...{
      ssl: ssl ?? false,
      stream: () => socket,
      types: { getTypeParser: fromServer((text) => call.parseJson(text)) },
    },
    ...{ application_name: applicationName, fallback_application_name: 'oint' },
    ...{ keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE },
  });
  // A pending query gets the error; without one, an error event must not crash the process.
  client.on('error', () => {});
  const settings = new Map<string, string>();
  client.connection.on('parameterStatus', (told: Record<string, string>) =>
    settings.set(told.parameterName!, told.parameterValue!),
  );
  await connectInTime(call, {
    host: hostOf(address),
    connectTimeout: address.connectTimeout,
    socket,
    connected: client.connect(),
  });
  return { client, socket, encrypted: ssl !== undefined, settings };
}

function noPassword(call: Call, { user }: Address): never {
  throw new InputError({
    method: call.method,
    param: call.destinationParam,
    message: `the server requires a password for user "${user}"`,
    hint: `Add it to ${call.destination}: postgresql://user:password@…, or set PGPASSWORD or write ~/.pgpass.`,
  });
}

/**
 * Sends a cancel request for the client's query, over a new connection, as the protocol requires.
 * Resolves when it was sent, whatever the server does.
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
      // The server closes the connection after it has processed the request.
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

/** Time limit for the server's reaction: the caller's deadline has already passed. */
export const CANCELLING = 400;
