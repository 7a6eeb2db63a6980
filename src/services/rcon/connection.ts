import { connect } from '../../core/connection/connect.js';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { Link } from '../../core/connection/link.js';
import { opening } from '../../core/connection/opening.js';
import type { Call } from '../../core/definition/call.js';
import {
  InputError,
  type OintError,
  ResponseError,
  ServiceError,
} from '../../core/errors/errors.js';
import { LONGEST_REQUEST, NotRcon } from '../../core/rcon/packet.js';
import { RconSession, ResponseTooLarge } from '../../core/rcon/session.js';
import { type RconSettings, serverName } from './settings.js';

/** What Minecraft reads at once; a longer command ends the connection. */
const LONGEST_OF_MINECRAFT = 1446;

interface Parts {
  link: Link;
  session: RconSession;
  settings: RconSettings;
  /** Resolves when everything was handed over to the system. */
  sent(): Promise<void>;
}

/** An open connection to a game server. */
export class RconConnection implements Connection {
  readonly #link: Link;
  readonly #session: RconSession;
  readonly #settings: RconSettings;
  readonly #sent: () => Promise<void>;

  private constructor({ link, session, settings, sent }: Parts) {
    this.#link = link;
    this.#session = session;
    this.#settings = settings;
    this.#sent = sent;
  }

  /** Connects and logs in, all within `connectTimeout`. @internal */
  static async open(
    call: Call,
    settings: RconSettings,
    log?: ConnectionLog,
  ): Promise<RconConnection> {
    const address = serverName(settings);
    log?.add(`Connecting to ${address}`);
    call.debug(() => `> rcon ${address}`);
    return opening(call, log, async (task) => {
      const socket = await connect(task, { to: settings, what: 'RCON' });
      const link = new Link(socket, { address, log });
      let written = Promise.resolve();
      const session = new RconSession((bytes) => {
        written = new Promise((resolve) => void socket.write(bytes, () => resolve()));
      });
      socket.on('data', (bytes) => {
        link.touch();
        try {
          session.receive(bytes);
        } catch (error) {
          link.drop((call) => notRcon(call, address, error as Error));
        }
      });
      try {
        const loggingIn = link.use(call, (using) =>
          using.promise(session.logIn(settings.password)),
        );
        if (!(await task.promise(loggingIn))) throw rejected(call, address);
      } catch (error) {
        link.drop();
        throw error;
      }
      log?.add('Connected');
      call.debug(() => '< logged in');
      return new RconConnection({ link, session, settings, sent: () => written });
    });
  }

  get isOpen(): boolean {
    return this.#link.isOpen;
  }

  /** Host and port. */
  get server(): string {
    return this.#link.address;
  }

  /** @internal */
  get log(): ConnectionLog | undefined {
    return this.#link.log;
  }

  /** Runs a command; other calls wait until it is done. Returns its output. @internal */
  execute(call: Call, command: string): Promise<string> {
    checkCommand(call, command);
    const { readTimeout, writeTimeout } = this.#settings;
    const { idleTimeout } = call.options;
    call.redactor.add(this.#settings.password);
    return this.#link.alone(call, async (task) => {
      this.log?.add(call.redactor.text(`Command: ${command}`));
      call.debug(() => `> ${command}`);
      try {
        task.enter('idleTimeout', idleTimeout ?? writeTimeout);
        const received = this.#session.execute(command);
        const sent = this.#sent().then(() => task.enter('idleTimeout', idleTimeout ?? readTimeout));
        const [bytes] = await task.promise(Promise.all([received, sent]));
        const output = textOf(bytes);
        call.debug(() => `< ${output}`);
        return output;
      } catch (error) {
        throw failureOf(call, this.#link.address, command, error);
      } finally {
        this.#session.forget();
      }
    });
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function isConnection(value: unknown): value is RconConnection {
  return value instanceof RconConnection;
}

function checkCommand(call: Call, command: string): void {
  const fail = (what: string) =>
    new InputError({
      method: call.method,
      param: 'command',
      message: `${call.label('command')} ${what}`,
    });
  if (command === '') throw fail('is empty');
  if (command.includes('\0')) throw fail('contains a NUL character');
  const bytes = Buffer.byteLength(command);
  if (bytes > LONGEST_REQUEST) {
    throw fail(`is too long: ${bytes} bytes, and servers read at most ${LONGEST_REQUEST}`);
  }
}

/** Games send UTF-8, and old ones Latin-1, in which any bytes are text. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function failureOf(call: Call, address: string, command: string, error: unknown): unknown {
  if (error instanceof ResponseTooLarge) {
    return new ResponseError({ method: call.method, message: `${address} sent ${error.message}` });
  }
  const isLost = (error as OintError).code === 'connection';
  if (isLost && Buffer.byteLength(command) > LONGEST_OF_MINECRAFT) {
    (error as OintError).advises(
      `Minecraft closes the connection after a command of more than ${LONGEST_OF_MINECRAFT} bytes.`,
    );
  }
  return error;
}

function rejected({ method }: Call, address: string): ServiceError {
  return new ServiceError({
    method,
    reason: 'AUTH_FAILED',
    message: `${address} rejected the password`,
    hint: 'Check the password: rcon.password in server.properties, or rcon_password of a Source server. Some servers ban an address after several wrong passwords.',
  });
}

function notRcon({ method }: Call, address: string, cause: Error): ResponseError {
  const what = cause instanceof NotRcon ? ` (${cause.message})` : '';
  return new ResponseError({
    method,
    message: `${address} is not an RCON server${what}`,
    hint: 'Check the port: it is not the port of the game itself.',
    cause,
  });
}
