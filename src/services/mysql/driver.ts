import type { Socket } from 'node:net';
import { dial, socketFor } from '../../core/access/dial.js';
import { connectInTime } from '../../core/connection/connect-in-time.js';
import type { Call } from '../../core/definition/call.js';
import { encrypted } from '../../core/http/encrypted.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import type { Encryption } from '../../core/sql/encryption.js';
import { type Address, hostOf } from './address.js';
import type { TypedParameters } from './bound.js';
import { failureOf, hasNoTls, NotMysql } from './errors.js';
import { type DriverPlugins, loginPlugins } from './login.js';
import { driver } from './packages.js';
import { ended, type Wire } from './wire.js';

/** A connected client of the driver. */
export interface Connected {
  wire: Wire;
  /** The connection to the server; the driver's stream is another one if it is encrypted. */
  socket: Socket;
  isEncrypted: boolean;
  types: TypedParameters;
  /** Opens another connection of the same user, for as long as the socket lives. */
  again(): Attempt;
}

/** A connection attempt, which ends with its socket. */
interface Attempt {
  socket: Socket;
  connected: Promise<Connected>;
}

/** What connects, however often. */
interface How {
  call: Call;
  address: Address;
  ssl: Encryption['options'];
  serverKey: string | undefined;
}

/** Idle time before TCP keep-alive probes. */
const KEEP_ALIVE = 30_000;

/** Connects and logs in within the connect timeout. */
export async function connect(
  call: Call,
  address: Address,
  { options, mode }: Encryption,
): Promise<Connected> {
  const { serverKeyPath } = address;
  const serverKey = serverKeyPath && String(await call.access.files.read(serverKeyPath));
  const how = { call, address, serverKey };
  try {
    return await inTime({ ...how, ssl: options });
  } catch (error) {
    if (mode !== 'prefer' || !hasNoTls(error)) throw failureOf(call, error, { address });
  }
  try {
    return await inTime({ ...how, ssl: undefined });
  } catch (error) {
    throw failureOf(call, error, { address });
  }
}

async function inTime(how: How): Promise<Connected> {
  const { call, address } = how;
  const load = await loadDriver();
  const { socket, connected } = attempt(load, how);
  const { connectTimeout } = address;
  return connectInTime(call, { host: hostOf(address), connectTimeout, socket, connected });
}

/** The driver's exports. */
interface Mysql {
  createConnection(config: object): Wire;
  authPlugins: DriverPlugins;
  TypedParameter: TypedParameters;
}

async function loadDriver(): Promise<Mysql> {
  const loaded = await import('mysql2').catch(elsewhere(driver, 'mysql2'));
  return (loaded as unknown as { default: Mysql }).default;
}

function attempt(mysql: Mysql, how: How): Attempt {
  const { call, address, ssl, serverKey } = how;
  const { host, port, user, database, password, trustsServerKey } = address;
  const { network } = call.access;
  const isLocal = host.startsWith('/');
  const socket = isLocal ? socketFor(network).connect(host) : dial(network, host, port);
  socket.setKeepAlive(true, KEEP_ALIVE);
  const isPrivate = isLocal || ssl !== undefined;
  const wire = mysql.createConnection({
    ...{ host, port, user, password, database: database || undefined, stream: socket },
    ...(ssl && { ssl: {} }),
    authPlugins: loginPlugins(mysql.authPlugins, {
      ...{ password, isPrivate, trustsServerKey, serverKey },
    }),
    ...{ supportBigNumbers: true, dateStrings: true, jsonStrings: true, rowsAsArray: true },
    ...{ multipleStatements: true, charset: 'UTF8MB4_UNICODE_CI', timezone: 'Z' },
    // Our own deadlines; and values are only bound.
    ...{ connectTimeout: 0, queryFormat: (sql: string) => sql },
    ...{ maxPreparedStatements: 32, connectAttributes: { program_name: 'oint' } },
    // They change what SQL means: the mysql client does not have them either.
    flags: ['-IGNORE_SPACE', '-ODBC'],
  });
  if (ssl) encryptWith(wire, socket, host, ssl);
  const login = new Promise<void>((resolve, reject) => {
    socket.once('data', (first) => isGreeting(first) || reject(new NotMysql()));
    // It also keeps an error event from ending the process.
    wire.on('error', reject);
    wire.connect((error) => (error ? reject(error) : resolve()));
  });
  const types = mysql.TypedParameter;
  const again = () => attempt(mysql, how);
  return {
    socket,
    connected: login.then(() => ({ wire, socket, types, again, isEncrypted: ssl !== undefined })),
  };
}

/** The first packet of a server is number 0: a greeting in version 10, or an error. */
function isGreeting(first: Buffer): boolean {
  return first.length < 5 || (first[3] === 0 && (first[4] === 10 || first[4] === 0xff));
}

/**
 * Encrypts the connection when the driver wants it. The driver's own way neither checks the name of a
 * server that is an IP address, nor takes a prepared context.
 */
function encryptWith(
  wire: Wire,
  socket: Socket,
  host: string,
  options: NonNullable<Encryption['options']>,
): void {
  wire.startTLS = (onSecure) => {
    socket.removeAllListeners('data');
    encrypted(socket, host, options).then(
      (secure) => {
        wire.stream = secure;
        secure.on('error', (error) => wire._handleNetworkError(error));
        secure.on('data', (data) => wire.packetParser.execute(data));
        onSecure();
      },
      (error: Error & { code?: string }) => {
        // The driver replaces its code.
        onSecure(Object.assign(error, { reason: error.code }));
      },
    );
  };
}

/** Time limit for the server's reaction: the caller's deadline has already passed. */
export const CANCELLING = 1000;

/** Ends the statement that runs on a connection, over another one, as the protocol requires. */
export async function cancel({ wire, again }: Connected): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let socket: Socket | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CANCELLING);
  });
  try {
    const attempt = again();
    socket = attempt.socket;
    const killed = attempt.connected.then((other) =>
      ended(other.wire, () => other.wire.query({ sql: `KILL QUERY ${wire.threadId}` }), {
        ...{ fields: () => {}, row: () => {}, ok: () => {} },
      }),
    );
    await Promise.race([killed, late]);
  } catch {
    // Then the connection is closed.
  } finally {
    clearTimeout(timer);
    socket?.destroy();
  }
}
