import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { BSON } from 'mongodb';
import { type Listening, listen } from '../../../../test/support/server.js';
import type { Asked } from './asked.js';
import { ALLOWED_TO_READ, COMMANDS } from './commands.js';
import { CommandFailed } from './failed.js';
import { type Request, replyTo, requestsOf } from './frames.js';
import { Login, type Mechanism } from './scram.js';
import { Store } from './store.js';

/**
 * A stand-in for a MongoDB server: the protocol, logins, and the commands that OInt's methods use, in
 * memory. Debian has no MongoDB. It is written from MongoDB's public documentation, and
 * `stand-in.test.ts` lets Python's client use it.
 */
export interface StandIn extends Listening {
  store: Store;
  /** The commands that arrived, in order, without those of the handshake. */
  commands: BSON.Document[];
  /** The connections that arrived. */
  connections: number;
}

interface Options {
  /** The user of the database `admin`; without one, no login is needed. */
  user?: { name: string; password: string; roles?: BSON.Document[] };
  tls?: tls.TlsOptions;
  /** Fields of the response to `hello`: those of a replica set. */
  hello?: BSON.Document | ((host: string) => BSON.Document);
  /**
   * Answers a command instead of the stand-in; `undefined` if it should. `null` ends the connection, and
   * `SILENCE` is no answer. Bytes are a document as it is.
   */
  intercept?(command: BSON.Document, socket: Socket): BSON.Document | Buffer | null | undefined;
}

/** No answer at all. */
export const SILENCE: BSON.Document = {};

const HELLO = /^(hello|ismaster|isMaster)$/;
/** Commands that need no login. */
const OPEN =
  /^(hello|ismaster|isMaster|ping|buildInfo|buildinfo|saslStart|saslContinue|endSessions|getnonce)$/;

export async function startStandIn(options: Options = {}): Promise<StandIn> {
  const store = new Store();
  store.create('admin', 'system.version');
  const { user } = options;
  if (user) {
    const roles = user.roles ?? [{ role: 'root', db: 'admin' }];
    store.addUser('admin', user.name, user.password, roles);
  }
  const state = { commands: [] as BSON.Document[], connections: 0 };
  const onSocket = (socket: Socket) => {
    state.connections++;
    socket.on('error', () => {});
    const conversation = new Conversation(socket, store, options, standIn);
    conversation.run().catch(() => socket.destroy());
  };
  const server = options.tls
    ? tls.createServer({ ...options.tls }, onSocket)
    : net.createServer(onSocket);
  server.on('tlsClientError', () => {});
  const standIn: StandIn = Object.assign(state, { store, ...(await listen(server)) });
  return standIn;
}

/** One connection, with the user who logged in on it. */
class Conversation {
  readonly #socket: Socket;
  readonly #store: Store;
  readonly #options: Options;
  readonly #standIn: StandIn;
  #login: Login | undefined;
  #database = '';
  #user: string | undefined;

  constructor(socket: Socket, store: Store, options: Options, standIn: StandIn) {
    this.#socket = socket;
    this.#store = store;
    this.#options = options;
    this.#standIn = standIn;
  }

  async run(): Promise<void> {
    for await (const request of requestsOf(this.#socket)) {
      const reply = this.#reply(request);
      if (reply === null) return void this.#socket.destroy();
      if (request.wantsReply && reply !== SILENCE) this.#socket.write(replyTo(request, reply));
    }
  }

  #reply({ command }: Request): BSON.Document | Buffer | null {
    const [name = ''] = Object.keys(command);
    const isHello = HELLO.test(name);
    if (!isHello) this.#standIn.commands.push(command);
    const own = isHello ? undefined : this.#options.intercept?.(command, this.#socket);
    if (own !== undefined) return own;
    try {
      return { ...this.#run(name, command), ok: new BSON.Double(1) };
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const { code, codeName, message } = error;
      return { ok: new BSON.Double(0), errmsg: message, code: new BSON.Int32(code), codeName };
    }
  }

  #run(name: string, command: BSON.Document): BSON.Document {
    if (HELLO.test(name)) return this.#hello(command);
    if (name === 'saslStart') return this.#saslStart(command);
    if (name === 'saslContinue') return this.#saslContinue(command);
    this.#authorize(name, command.$db);
    if (/^(ping|endSessions)$/.test(name)) return {};
    if (/^buildInfo$/i.test(name)) return { version: '7.0.0', maxBsonObjectSize: int(16_777_216) };
    const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!run) throw new CommandFailed(59, 'CommandNotFound', `no such command: '${name}'`);
    const asked: Asked = {
      ...{ store: this.#store, db: command.$db, command },
      target: String(command[name]),
    };
    return run(asked);
  }

  #authorize(name: string, db: string): void {
    if (!this.#options.user || OPEN.test(name)) return;
    if (this.#user === undefined) {
      throw new CommandFailed(13, 'Unauthorized', `Command ${name} requires authentication`);
    }
    const roles = this.#store.users.get(this.#user)?.roles ?? [];
    const onlyReads = roles.every(({ role }) => role === 'read');
    if (onlyReads && !ALLOWED_TO_READ.has(name)) {
      const message = `not authorized on ${db} to execute command { ${name}: … }`;
      throw new CommandFailed(13, 'Unauthorized', message);
    }
  }

  #hello({ saslSupportedMechs }: BSON.Document): BSON.Document {
    const { hello } = this.#options;
    const user = this.#store.users.get(String(saslSupportedMechs));
    return {
      ...{ helloOk: true, ismaster: true, isWritablePrimary: true },
      ...{ maxBsonObjectSize: int(16_777_216), maxMessageSizeBytes: int(48_000_000) },
      ...{ maxWriteBatchSize: int(100_000), localTime: new Date() },
      ...{ logicalSessionTimeoutMinutes: int(30), connectionId: int(this.#standIn.connections) },
      ...{ minWireVersion: int(0), maxWireVersion: int(21), readOnly: false },
      ...(user && { saslSupportedMechs: Object.keys(user.credentials) }),
      ...(typeof hello === 'function' ? hello(this.#standIn.host) : hello),
    };
  }

  #saslStart({ mechanism, payload, $db }: BSON.Document): BSON.Document {
    if (!/^SCRAM-SHA-(1|256)$/.test(mechanism)) {
      const message = `Received authentication for mechanism ${mechanism} which is not enabled`;
      throw new CommandFailed(334, 'MechanismUnavailable', message);
    }
    this.#database = $db;
    const find = (name: string) =>
      this.#store.users.get(`${$db}.${name}`)?.credentials[mechanism as Mechanism];
    this.#login = new Login(mechanism, String(payload.toString('utf8')), find);
    return step(this.#login.first, false);
  }

  #saslContinue({ payload }: BSON.Document): BSON.Document {
    if (!this.#login) throw new CommandFailed(17, 'ProtocolError', 'No SASL session state found');
    if (payload.length() === 0) return step('', true);
    const final = this.#login.final(payload.toString('utf8'));
    if (final === undefined) {
      throw new CommandFailed(18, 'AuthenticationFailed', 'Authentication failed.');
    }
    this.#user = `${this.#database}.${this.#login.user}`;
    return step(final, true);
  }
}

function step(text: string, done: boolean): BSON.Document {
  return { conversationId: int(1), done, payload: new BSON.Binary(Buffer.from(text)) };
}

function int(value: number): BSON.Int32 {
  return new BSON.Int32(value);
}
