import type { Socket } from 'node:net';
import type { Client, FTPResponse } from 'basic-ftp';
import { connect } from '../../core/connection/connect.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { encrypt, encryptionFor } from '../../core/connection/encrypt.js';
import { Link } from '../../core/connection/link.js';
import { opening } from '../../core/connection/opening.js';
import type { Task } from '../../core/connection/task.js';
import { type Call, DryRunDone } from '../../core/definition/call.js';
import { ConnectionError, OintError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { isReply, notFtp, rejectedLogin, replyError } from './errors.js';
import type { Opened } from './opened.js';
import { driver } from './packages.js';
import { Remote } from './remote.js';
import { isEncrypted, serverName, type Target } from './settings.js';

const HINT =
  'Check the port and the encryption: FTP with implicit TLS (ftps://) usually has port 990, others 21.';

/** An open connection to an FTP server. Calls run one after another. */
export class FtpConnection implements Connection {
  readonly #link: Link;
  readonly #opened: Opened;

  private constructor(link: Link, opened: Opened) {
    this.#link = link;
    this.#opened = opened;
  }

  /** Connects, encrypts and logs in, all within `connectTimeout`. @internal */
  static async open(call: Call, target: Target, log?: ConnectionLog): Promise<FtpConnection> {
    const address = serverName(target.settings);
    log?.add(`Connecting to ${address}`);
    call.debug(() => `> ftp ${address}`);
    const { Client } = await import('basic-ftp').catch(elsewhere(driver, 'basic-ftp'));
    const client = new Client(0);
    const say = new Saying(call, log);
    client.ftp.verbose = true;
    client.ftp.log = (line) => say.line(line);
    // Names are bytes: what they mean depends on the settings.
    client.ftp.encoding = 'latin1';
    return opening(call, log, async (task) => {
      let socket: Socket | undefined;
      try {
        socket = await begin(task, target, address);
        const welcome = await greeted(task, client, socket, address);
        await logIn(task, client, target, address);
        const features = await prepare(task, client, address);
        const link = new Link(client.ftp.socket, { address, log });
        log?.add('Connected');
        const mode = { extended: true };
        const opened: Opened = { client, target, welcome, features, mode, isBroken: false };
        say.stop();
        return new FtpConnection(link, opened);
      } catch (error) {
        client.close();
        socket?.destroy();
        throw isReply(error) ? replyError(call, error, 'connecting') : lost(call, address, error);
      }
    });
  }

  get isOpen(): boolean {
    return this.#link.isOpen && !this.#opened.client.closed;
  }

  /** @internal */
  get log(): ConnectionLog | undefined {
    return this.#link.log;
  }

  /** @internal */
  get target(): Target {
    return this.#opened.target;
  }

  /** Works with the server; other calls wait until it is done. @internal */
  use<R>(call: Call, what: string, work: (remote: Remote) => Promise<R>): Promise<R> {
    const { client, target } = this.#opened;
    const { settings } = target;
    call.redactor.add(settings.password);
    return this.#link.alone(call, async (task) => {
      const say = new Saying(call, this.#link.log);
      client.ftp.log = (line) => {
        task.touch();
        say.line(line);
      };
      this.log?.add(call.redactor.text(what));
      const idle = call.options.idleTimeout;
      const limits = {
        read: idle ?? settings.readTimeout,
        write: idle ?? settings.writeTimeout,
      };
      task.enter('idleTimeout', limits.read);
      try {
        return await work(new Remote(this.#opened, task, limits));
      } catch (error) {
        // The plan is made: nothing of a reply is left.
        if (error instanceof DryRunDone) throw error;
        const failure = lost(call, this.#link.address, error);
        // After these, the rest of a reply or of data may still come.
        if (this.#opened.isBroken || !isHarmless(failure)) this.#link.drop();
        throw failure;
      } finally {
        say.stop();
      }
    });
  }

  close(): Promise<void> {
    const { ftp } = this.#opened.client;
    return this.#link.close(() => {
      try {
        ftp.send('QUIT');
      } catch {
        // The socket has ended.
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function isConnection(value: unknown): value is FtpConnection {
  return value instanceof FtpConnection;
}

/** A refusal of the server, or a value that was refused here, leaves the connection as it was. */
function isHarmless(error: unknown): boolean {
  return error instanceof OintError && (error.code === 'service' || error.code === 'input');
}

/** Passes the lines of the driver on, until its call is over. */
class Saying {
  readonly #call: Call;
  readonly #log: ConnectionLog | undefined;
  #isOver = false;

  constructor(call: Call, log: ConnectionLog | undefined) {
    this.#call = call;
    this.#log = log;
  }

  line(line: string): void {
    if (this.#isOver) return;
    const text = this.#call.redactor.text(line.trimEnd());
    this.#call.debug(() => text);
    this.#log?.add(text);
  }

  stop(): void {
    this.#isOver = true;
  }
}

/** A connected socket, encrypted if the server is so from the beginning. */
async function begin(task: Task, target: Target, address: string): Promise<Socket> {
  const { settings, proxy, tls } = target;
  const socket = await connect(task, { to: settings, proxy, what: 'FTP' });
  if (settings.scheme !== 'ftps') return socket;
  const options = await encryptionFor(task.call, settings.host, tls);
  return encrypt(task, socket, { options, address, what: 'FTPS', hint: HINT });
}

/** Members of the driver that its types keep private. */
interface Insides {
  _handleConnectResponse(): Promise<FTPResponse>;
}

async function greeted(
  task: Task,
  client: Client,
  socket: Socket,
  address: string,
): Promise<string> {
  let first = '';
  const peek = (data: Buffer | string) => {
    if (first.length < 100) first += data.toString('latin1' as never);
    if (/^(?!\d{3}[- ])[^\r\n]{4,}/.test(first)) task.fail(notFtp(task.call, address, first));
  };
  client.ftp.socket = socket;
  socket.on('data', peek);
  try {
    const greeting = (client as unknown as Insides)._handleConnectResponse();
    const { message } = await task.promise(greeting);
    return message;
  } finally {
    socket.off('data', peek);
  }
}

/** Encrypts the connection if the settings say so, and logs in. Nothing secret is sent before. */
async function logIn(task: Task, client: Client, target: Target, address: string): Promise<void> {
  const { settings, tls } = target;
  const { ftp } = client;
  if (isEncrypted(target) && settings.scheme !== 'ftps') {
    const options = await encryptionFor(task.call, settings.host, tls);
    await task.promise(client.send('AUTH TLS')).catch((error) => {
      if (!isReply(error)) throw error;
      const failure = replyError(task.call, error, 'AUTH TLS');
      throw failure.advises('For an unencrypted connection, leave out the TLS settings.');
    });
    ftp.socket = await encrypt(task, ftp.socket as Socket, {
      options,
      address,
      what: 'FTP',
      hint: HINT,
    });
    ftp.tlsOptions = options;
  } else if (settings.scheme === 'ftps') {
    ftp.tlsOptions = await encryptionFor(task.call, settings.host, tls);
  }
  const wire = (text: string) => settings.charset.encode(text) ?? text;
  await task.promise(client.login(wire(settings.login), wire(settings.password))).catch((error) => {
    if (!isReply(error) || error.code === 421) throw error;
    throw rejectedLogin(task.call, error, settings.login);
  });
}

/** Settings of the session; returns the features of the server. */
async function prepare(
  task: Task,
  client: Client,
  address: string,
): Promise<ReadonlyMap<string, string>> {
  const send = (command: string) => task.promise(client.send(command));
  const tried = (command: string) => task.promise(client.sendIgnoringError(command));
  const reply = await tried('FEAT');
  const features = featuresIn(reply.code < 400 ? reply.message : '');
  await send('TYPE I');
  if (features.has('UTF8')) await tried('OPTS UTF8 ON');
  if (client.ftp.hasTLS) {
    await tried('PBSZ 0');
    // Without it, data would not be encrypted.
    await send('PROT P').catch((error) => {
      throw isReply(error) ? replyError(task.call, error, `PROT P at ${address}`) : error;
    });
  }
  return features;
}

/** The lines between the first and the last: ` REST STREAM`. */
function featuresIn(message: string): Map<string, string> {
  const lines = message.split('\n').slice(1, -1);
  return new Map(
    lines.flatMap((line) => {
      const text = line.trim();
      const at = text.indexOf(' ');
      const [name, rest] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1).trim()];
      return name === '' ? [] : [[name.toUpperCase(), rest] as const];
    }),
  );
}

/** Errors of the driver about a broken connection, as one of ours. */
function lost(call: Call, address: string, error: unknown): unknown {
  if (error instanceof OintError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const words = error.message
    .replace(/^Client is closed because /, '')
    .replace(/ \((control|data) socket\)$/, '');
  return new ConnectionError({
    method: call.method,
    reason: typeof code === 'string' && code !== '0' ? code : 'CLOSED',
    sent: true,
    retryable: true,
    message: call.redactor.text(`the connection to ${address} was lost: ${ours(words)}`),
    hint: 'It is not known whether the server completed the operation.',
    cause: error,
  });
}

function ours(words: string): string {
  return /Server (sent FIN|closed)/.test(words) ? 'the server closed it' : words;
}
