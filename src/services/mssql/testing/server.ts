import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Login, loginIn } from './login.js';
import * as ntlm from './ntlm.js';
import { type Message, MessageReader, MessageWriter, TYPE } from './packets.js';
import { requestIn, type SqlRequest } from './requests.js';
import { type Certificate, secured } from './tls-in-tds.js';
import * as tokens from './tokens.js';

/** A client that has logged in. */
export interface Client {
  login: Login;
  /** True as soon as the client no longer wants the response. */
  isCancelled(): boolean;
  /** Resolves when the client has cancelled, or has closed the connection. */
  cancelled(): Promise<void>;
  socket: Socket;
}

/** How a test server behaves. Without encryption it says that it does not support it. */
export interface ServerOptions {
  certificate?: Certificate;
  /** Encrypts the connection before anything else, as TDS 8 does. */
  strict?: Certificate;
  /** What it says about encryption; by default `on` with a certificate. */
  encryption?: 'off' | 'on' | 'not supported' | 'required';
  /** An error of the login, or where the client should connect to instead. */
  refuse?(login: Login): tokens.Said | undefined;
  route?(): { host: string; port: number } | undefined;
  /** The tokens of the response, piece by piece. */
  answer(request: SqlRequest, client: Client): AsyncIterable<Buffer> | Iterable<Buffer>;
}

const ENCRYPTION = { off: 0, on: 1, 'not supported': 2, required: 3 } as const;

/** A running test server. */
export interface TestServer extends AsyncDisposable {
  port: number;
  logins: Login[];
  requests: SqlRequest[];
  sockets: Set<Socket>;
}

/** A server for TDS 7.4, as MS-TDS describes it, on a free port of this machine. */
export async function startServer(options: ServerOptions): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    new Serving(socket, options, started);
  };
  const { strict } = options;
  const server = strict
    ? createTlsServer({ ...strict, ALPNProtocols: ['tds/8.0'] }, serve)
    : createServer(serve);
  const started: TestServer = {
    ...{ port: 0, logins: [], requests: [], sockets },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.port = (server.address() as { port: number }).port;
  return started;
}

/** One connection of a client. */
class Serving {
  readonly #socket: Socket;
  readonly #options: ServerOptions;
  readonly #server: TestServer;
  readonly #reader = new MessageReader();
  readonly #writer: MessageWriter;
  #stream: Socket;
  #login: Login | undefined;
  #isNtlm = false;
  #cancel: { isSet: boolean; set(): void; over: Promise<void> } = newCancel();
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Socket, options: ServerOptions, server: TestServer) {
    this.#socket = socket;
    this.#stream = socket;
    this.#options = options;
    this.#server = server;
    this.#writer = new MessageWriter(() => this.#stream);
    socket.on('data', this.#arrived);
    socket.once('close', () => this.#cancel.set());
  }

  readonly #arrived = (chunk: Buffer): void => {
    for (const message of this.#reader.add(chunk)) {
      if (message.type === TYPE.attention) this.#cancel.set();
      const handled = () => this.#handle(message);
      this.#last = this.#last.then(handled).catch(() => void this.#socket.destroy());
    }
  };

  async #handle(message: Message): Promise<void> {
    switch (message.type) {
      case TYPE.prelogin:
        return this.#prelogin();
      case TYPE.login:
        return this.#loggedIn(loginIn(message.data));
      case TYPE.sspi:
        return this.#proved(message.data);
      case TYPE.attention:
        this.#cancel = newCancel();
        return this.#writer.send(TYPE.response, tokens.done(tokens.DONE.attention));
      default:
        return this.#answer(message);
    }
  }

  async #prelogin(): Promise<void> {
    const { certificate, encryption = certificate ? 'on' : 'not supported' } = this.#options;
    const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
    const version = Buffer.from([16, 0, 0x10, 0, 0, 0]);
    const answer = Buffer.concat([options, version, Buffer.from([ENCRYPTION[encryption]])]);
    await this.#writer.send(TYPE.response, answer);
    if (!certificate || encryption === 'off') return;
    this.#socket.off('data', this.#arrived);
    const secure = secured(this.#socket, certificate);
    secure.once('secure', () => {
      this.#stream = secure;
      secure.on('data', this.#arrived);
    });
  }

  async #loggedIn(login: Login): Promise<void> {
    this.#login = login;
    if (login.sspi.length > 0) {
      this.#isNtlm = true;
      await this.#writer.send(TYPE.response, tokens.sspi(ntlm.challenge()));
      return;
    }
    await this.#welcome(login);
  }

  async #proved(message: Buffer): Promise<void> {
    const user = ntlm.userIn(message);
    const login = { ...this.#login!, user: user ?? 'unproved', password: user ? 'password' : '' };
    await this.#welcome(login);
  }

  async #welcome(login: Login): Promise<void> {
    this.#server.logins.push(login);
    const refused = this.#options.refuse?.(login);
    if (refused) {
      const failed = [tokens.said(refused), tokens.done(tokens.DONE.error)];
      await this.#writer.send(TYPE.response, Buffer.concat(failed));
      this.#stream.end();
      return;
    }
    const size = Math.min(Math.max(login.packetSize, 512), 32_767);
    const route = this.#options.route?.();
    const parts = [
      tokens.changed(1, login.database || 'master', 'master'),
      tokens.said({ number: 5701, text: 'Changed database context.', severity: 0 }),
      tokens.changedBytes(7, tokens.COLLATION, Buffer.alloc(0)),
      tokens.changed(2, 'us_english', ''),
      tokens.loginAck(),
      ...(route ? [tokens.routed(route.host, route.port)] : []),
      tokens.changed(4, String(size), '4096'),
      tokens.done(0),
    ];
    await this.#writer.send(TYPE.response, Buffer.concat(parts));
    this.#writer.packetSize = size;
    this.#login = login;
    if (this.#isNtlm) this.#isNtlm = false;
  }

  async #answer(message: Message): Promise<void> {
    const request = message.data.length > 0 ? requestIn(message) : undefined;
    if (!request) {
      const text = 'Could not find stored procedure.';
      const failed = [tokens.said({ number: 2812, text }), tokens.done(tokens.DONE.error)];
      return this.#writer.send(TYPE.response, Buffer.concat(failed));
    }
    this.#server.requests.push(request);
    const cancel = this.#cancel;
    const client: Client = {
      login: this.#login!,
      isCancelled: () => cancel.isSet,
      cancelled: () => cancel.over,
      socket: this.#socket,
    };
    for await (const part of this.#options.answer(request, client)) {
      if (cancel.isSet) break;
      await this.#writer.add(part);
    }
    if (cancel.isSet) await this.#writer.add(tokens.done(tokens.DONE.error));
    await this.#writer.end();
  }
}

function newCancel() {
  let resolve = () => {};
  const over = new Promise<void>((done) => {
    resolve = done;
  });
  const cancel = {
    isSet: false,
    over,
    set() {
      cancel.isSet = true;
      resolve();
    },
  };
  return cancel;
}
