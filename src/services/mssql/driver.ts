import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { dial } from '../../core/access/dial.js';
import { connectInTime } from '../../core/connection/connect-in-time.js';
import type { Call } from '../../core/definition/call.js';
import { encrypted } from '../../core/http/encrypted.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import type { Encryption } from '../../core/sql/encryption.js';
import { type Address, hostOf } from './address.js';
import { failureOf, LoginFailed, NeedsTls, NoTls, TooManyRoutes } from './errors.js';
import { driver } from './packages.js';
import { startTls } from './tds/handshake.js';
import { TokenReader } from './tds/token-reader.js';
import type { ServerMessage } from './tds/tokens.js';
import type { Tedious, Wire } from './wire.js';

/** A connected client of the driver. */
export interface Connected {
  wire: Wire;
  socket: Socket;
  isEncrypted: boolean;
  tedious: Tedious;
}

/** Idle time before TCP keep-alive probes. */
const KEEP_ALIVE = 30_000;

/** The longest time of a timer: our own deadlines are shorter. */
const NEVER = 2 ** 31 - 1;

/** Azure sends a client to another server, but not around in circles. */
const MOST_ROUTES = 4;

/** Connects and logs in within the connect timeout. */
export async function connect(
  call: Call,
  address: Address,
  encryption: Encryption,
): Promise<Connected> {
  const tedious = await loadDriver();
  const attempt = new Attempt(call, address, encryption.options, tedious);
  const { connectTimeout } = address;
  try {
    const connected = attempt.run();
    const host = hostOf(address);
    return await connectInTime(call, { host, connectTimeout, socket: attempt, connected });
  } catch (error) {
    throw failureOf(call, error, { address });
  }
}

async function loadDriver(): Promise<Tedious> {
  const loaded = await import('tedious').catch(elsewhere(driver, 'tedious'));
  return (loaded as unknown as { default: Tedious }).default;
}

/** An attempt to connect, which can follow the server to another one. */
class Attempt {
  readonly #call: Call;
  readonly #address: Address;
  readonly #ssl: ConnectionOptions | undefined;
  readonly #tedious: Tedious;
  #socket: Socket | undefined;
  #routes = 0;
  /** The host of the current connection, for its certificate. */
  #host: string;

  constructor(call: Call, address: Address, ssl: ConnectionOptions | undefined, tedious: Tedious) {
    this.#call = call;
    this.#address = address;
    this.#ssl = ssl;
    this.#tedious = tedious;
    this.#host = address.host;
  }

  /** With an error: the driver would go on waiting otherwise. */
  destroy(): void {
    this.#socket?.destroy(new Error('socket ended'));
  }

  async run(): Promise<Connected> {
    const wire = new this.#tedious.Connection(this.#config());
    const refusals: ServerMessage[] = [];
    const note = (message: ServerMessage) => void refusals.push(message);
    wire.on('errorMessage', note);
    // An error event without a listener ends the process; requests fail on their own.
    wire.on('error', () => {});
    wire.performTlsNegotiation = (prelogin) => this.#secure(wire, prelogin.encryptionString);
    readExactly(wire);
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error) => {
        const [first] = refusals;
        reject(first ? new LoginFailed(first) : error);
      };
      wire.connect((error) => (error ? failed(error) : resolve()));
    });
    wire.off('errorMessage', note);
    const { socket } = wire;
    return { wire, socket, tedious: this.#tedious, isEncrypted: this.#ssl !== undefined };
  }

  #config(): object {
    const { host, port, user, password, domain, database, ...address } = this.#address;
    return {
      server: host,
      authentication:
        domain === undefined
          ? { type: 'default', options: { userName: user, password } }
          : { type: 'ntlm', options: { userName: user, password, domain } },
      options: {
        ...{ port, connector: (to: { host: string; port: number }) => this.#dial(to) },
        ...(database && { database }),
        ...(address.workstation && { workstationId: address.workstation }),
        ...{ appName: address.appName, readOnlyIntent: address.readOnlyIntent },
        // What the first message asks for; the answer is for `performTlsNegotiation`.
        encrypt: this.#ssl !== undefined && !address.isStrict,
        // Our own deadlines, and no second attempt with a password that may be wrong.
        ...{ connectTimeout: NEVER, requestTimeout: 0, cancelTimeout: 0 },
        ...{ maxRetriesOnTransientErrors: 0, packetSize: 16_384 },
        // An error undoes its statement, and the transaction can go on; see `session.ts`.
        ...{ abortTransactionOnError: false, enableArithAbort: true },
      },
    };
  }

  async #dial({ host, port }: { host: string; port: number }): Promise<Socket> {
    if (++this.#routes > MOST_ROUTES) throw new TooManyRoutes();
    this.#host = host;
    const socket = dial(this.#call.access.network, host, port);
    this.#socket = socket;
    socket.setKeepAlive(true, KEEP_ALIVE);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve();
      });
      socket.once('error', reject);
    });
    socket.on('error', () => {});
    if (!this.#address.isStrict || !this.#ssl) return socket;
    return encrypted(socket, this.#name, { ...this.#ssl, ALPNProtocols: ['tds/8.0'] });
  }

  get #name(): string {
    return this.#address.certificateName ?? this.#host;
  }

  /** The driver itself goes on without encryption if a server says that it has none. */
  async #secure(wire: Wire, answer: string): Promise<void> {
    if (this.#address.isStrict && this.#ssl) return;
    const isOn = answer === 'ON' || answer === 'REQ';
    if (!this.#ssl && isOn) throw new NeedsTls();
    if (!this.#ssl) return;
    if (!isOn) throw new NoTls();
    await startTls(wire.messageIo, this.#name, this.#ssl);
  }
}

/** Lets the tokens of responses be read by our own reader, and errors of the driver's reach us. */
function readExactly(wire: Wire): void {
  const ofDriver = wire.createTokenStreamParser.bind(wire);
  wire.createTokenStreamParser = (message, handler) => {
    const { socket } = wire;
    const fail = (error: unknown) => void socket.destroy(error as Error);
    if (!('loginAckReceived' in handler)) return new TokenReader(message, handler, fail);
    const made = ofDriver(message, handler);
    // Without a listener, a token that it does not know would end the process; and without this, it
    // would wait for the end of a response for ever.
    const { parser } = made as unknown as { parser: NodeJS.EventEmitter };
    const broken = (error?: Error) => {
      if (made.listenerCount('error') > 0) made.emit('error', error ?? new Error('socket ended'));
    };
    parser.once('error', broken);
    socket.once('close', () => broken());
    return made;
  };
}
