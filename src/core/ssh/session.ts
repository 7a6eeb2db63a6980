import type { Socket } from 'node:net';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { addressOf, connect } from '../connection/connect.js';
import type { ConnectionLog } from '../connection/connection-log.js';
import { lostConnection } from '../connection/lost.js';
import { opening } from '../connection/opening.js';
import { Task } from '../connection/task.js';
import type { Call } from '../definition/call.js';
import { callContext } from '../definition/param.js';
import { InputError, OintError } from '../errors/errors.js';
import { elsewhere } from '../packages/optional-package.js';
import { Authentication } from './auth.js';
import type { SshConnection } from './connection.js';
import { noSubsystem } from './errors.js';
import { type DriverError, shakeHands } from './handshake.js';
import { HostKeyCheck } from './host-key.js';
import { driver } from './packages.js';
import { namedTarget, type Target } from './settings.js';
import { escapeNames } from './sftp-names.js';

/**
 * Keep-alive: the interval in milliseconds, and the number of missing responses before giving up.
 */
const ASK_EVERY = 15_000;
const SILENCES = 3;
/** How long a server may take to close the connection after us. */
const FAREWELL = 1_000;

/** Private parts of the driver: see where they are used. */
interface Insides {
  _protocol: { ping(): void; signal(channel: number, name: string): void };
  _callbacks: (() => void)[];
}

/** An open connection: `ssh2` with deadlines, and without keeping the process alive while idle. */
export class Session implements SshConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly log: ConnectionLog | undefined;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #tasks = new Set<Task>();
  #open = true;
  #lost: DriverError | undefined;
  #sftp: Promise<SFTPWrapper> | undefined;
  #watchdog: NodeJS.Timeout | undefined;

  private constructor(client: Client, socket: Socket, { settings }: Target, log?: ConnectionLog) {
    this.#client = client;
    this.#socket = socket;
    this.host = settings.host;
    this.port = settings.port;
    this.user = settings.user;
    this.log = log;
    // The keep-alive of the system is for idle connections: it needs no timer here.
    socket.setKeepAlive(true, ASK_EVERY);
    socket.unref();
    client.on('error', (error) => {
      this.#lost ??= error as DriverError;
    });
    client.once('close', () => this.#end());
    client.once('end', () => this.#end());
  }

  /** Connects, checks the host key and authenticates, all within `connectTimeout`. */
  static async open(target: Target, call: Call, log?: ConnectionLog): Promise<Session> {
    const { settings } = target;
    const { Client, utils } = (await import('ssh2').catch(elsewhere(driver, 'ssh2'))).default;
    const auth = await Authentication.prepare(call, settings, utils.parseKey);
    const hostKey = await HostKeyCheck.prepare(call, settings);
    log?.add(`Connecting to ${settings.user}@${addressOf(settings.host, settings.port)}`);
    call.debug(() => `> ssh ${settings.user}@${addressOf(settings.host, settings.port)}`);
    return opening(call, log, async (task) => {
      const socket = settings.jump
        ? await Session.#through(target, call)
        : await connect(task, { to: settings, proxy: target.proxy, what: 'SSH' });
      try {
        const client = new Client();
        await shakeHands(client, socket, { target, task, auth, hostKey });
        log?.add('Connected');
        call.debug(() => '< connected');
        return new Session(client, socket, target, log);
      } catch (error) {
        socket.destroy();
        throw error;
      }
    });
  }

  /** A socket to the server through other servers, which end with it. */
  static async #through({ settings: { host, port, jump } }: Target, call: Call): Promise<Socket> {
    const { hops, last } = splitJump(jump!);
    const found = await namedTarget(last, callContext(call, 'connection'), true);
    if (!found) {
      const message = `the jump host "${last}" is not a name such as user@host`;
      throw new InputError({ method: call.method, param: 'connection', message });
    }
    if (hops) found.settings.jump = hops;
    const between = await Session.open(found, call);
    try {
      const task = between.begin(call);
      try {
        const channel = await task.until<ClientChannel>((resolve, reject) => {
          between.client.forwardOut('127.0.0.1', 0, host, port, (error, opened) =>
            error ? reject(noSubsystem(call, between.address, error)) : resolve(opened),
          );
        });
        channel.once('close', () => void between.close());
        return asSocket(channel, between.#socket);
      } finally {
        between.finish(task);
      }
    } catch (error) {
      await between.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get address(): string {
    return addressOf(this.host, this.port);
  }

  /** The extensions that the server announced, with their versions. */
  static extensions(sftp: SFTPWrapper): Readonly<Record<string, string>> {
    return (sftp as unknown as { _extensions?: Record<string, string> })._extensions ?? {};
  }

  /**
   * Uses the connection. The process stays alive until the work is done. It ends early with the
   * connection, by a deadline, or by the caller's signal.
   */
  async use<R>(call: Call, work: (task: Task) => Promise<R>): Promise<R> {
    const task = this.begin(call);
    try {
      return await work(task);
    } finally {
      this.finish(task);
    }
  }

  /** For work that outlives one function: `finish` must follow. */
  begin(call: Call): Task {
    if (!this.#open) throw lostConnection(call, this.address, this.#lost);
    const task = new Task(call);
    if (this.#tasks.size === 0) {
      this.#socket.ref();
      this.#keepAsking();
    }
    this.#tasks.add(task);
    return task;
  }

  finish(task: Task): void {
    task.end();
    this.#tasks.delete(task);
    if (this.#tasks.size > 0) return;
    clearInterval(this.#watchdog);
    this.#socket.unref();
  }

  get client(): Client {
    return this.#client;
  }

  /**
   * A command must not continue if no one waits for it. The driver's own method sends no signal
   * once standard input is closed, as it always is.
   */
  stop(channel: ClientChannel): void {
    if (!this.#open) return;
    const { outgoing } = channel as unknown as { outgoing: { id: number; state: string } };
    const { _protocol: protocol } = this.#client as unknown as Insides;
    if (outgoing.state === 'open' || outgoing.state === 'eof') {
      protocol.signal(outgoing.id, 'TERM');
    }
    channel.close();
  }

  /** The SFTP channel, shared by all calls. */
  sftp(task: Task): Promise<SFTPWrapper> {
    this.#sftp ??= this.#openSftp();
    return task.promise(this.#sftp).catch((error: Error) => {
      throw error instanceof OintError ? error : noSubsystem(task.call, this.address, error);
    });
  }

  #openSftp(): Promise<SFTPWrapper> {
    const opening = new Promise<SFTPWrapper>((resolve, reject) => {
      this.#client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp)));
    });
    const forget = () => {
      this.#sftp = undefined;
    };
    opening.then((sftp) => {
      escapeNames(sftp);
      sftp.once('close', forget);
      sftp.on('error', (error: Error) => {
        this.#lost ??= error;
        forget();
      });
    }, forget);
    return opening;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.log?.add('Closed');
    this.#socket.ref();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FAREWELL);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#client.end();
    });
    this.#socket.destroy();
    this.#end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The connection has ended: everything in progress fails at once. */
  #end(): void {
    if (this.#open)
      this.log?.add(`Connection lost: ${this.#lost?.message ?? 'closed by the server'}`);
    this.#open = false;
    clearInterval(this.#watchdog);
    for (const task of this.#tasks) task.fail(lostConnection(task.call, this.address, this.#lost));
    this.#socket.destroy();
  }

  /**
   * Sends keep-alives while a call is waiting. The driver's own method keeps the process alive with
   * a timer even if none is.
   */
  #keepAsking(): void {
    const { _protocol: protocol, _callbacks: callbacks } = this.#client as unknown as Insides;
    let unanswered = 0;
    clearInterval(this.#watchdog);
    this.#watchdog = setInterval(() => {
      if (++unanswered > SILENCES) {
        this.#lost = new Error(`no response for ${(ASK_EVERY * SILENCES) / 1000} s`);
        this.#end();
        return;
      }
      callbacks.push(() => {
        unanswered = 0;
      });
      protocol.ping();
    }, ASK_EVERY).unref();
  }
}

/** The last host, and those before it. */
function splitJump(jump: string): { hops: string | undefined; last: string } {
  const at = jump.lastIndexOf(',');
  return { hops: at < 0 ? undefined : jump.slice(0, at), last: jump.slice(at + 1).trim() };
}

/** A channel through another connection: that one's socket keeps the process alive, or does not. */
function asSocket(channel: ClientChannel, socket: Socket): Socket {
  const own = {
    ref: () => socket.ref(),
    unref: () => socket.unref(),
    setKeepAlive: () => socket,
  };
  return Object.assign(channel, own) as unknown as Socket;
}
