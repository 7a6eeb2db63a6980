import { constants, isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { ClientChannel } from 'ssh2';
import type { Task } from '../../core/connection/task.js';
import type { Call } from '../../core/definition/call.js';
import type { Streaming } from '../../core/definition/method.js';
import { ResponseError } from '../../core/errors/errors.js';
import type { Bytes } from '../../core/files/bytes.js';
import { unreadable } from '../../core/http/send/upload.js';
import type { SshConnection } from '../../core/ssh/connection.js';
import { noSubsystem } from '../../core/ssh/errors.js';
import { commandOptions, isConnection } from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import type { Target } from '../../core/ssh/settings.js';
import { shellQuote } from '../../core/util/shell-quote.js';
import type { CommandChunk, CommandResult } from './types.js';

/** The equivalent `ssh` command. */
export function commandLine(connection: SshConnection | Target, command: string): string {
  return ['ssh', ...commandOptions(connection, '-p'), shellQuote(command)].join(' ');
}

interface Exit {
  code: number | null;
  signal: string | undefined;
}

/** A running command. */
interface Running {
  channel: ClientChannel;
  /** Resolves when its output was read and it has ended. */
  over: Promise<Exit>;
}

/** Runs a command to its end. */
export function runCommand(
  session: Session,
  command: string,
  stdin: Bytes | undefined,
  call: Call,
): Promise<CommandResult> {
  return session.use(call, async (task) => {
    const output = new Output(call, MOST_IN_RESULT);
    const { channel, over } = await begin(session, command, stdin, task);
    try {
      const take = (stream: CommandChunk['stream']) => (data: Buffer) => {
        task.touch();
        if (!output.add(stream, data)) task.fail(tooLarge(call));
      };
      channel.on('data', take('stdout'));
      channel.stderr.on('data', take('stderr'));
      return output.result(await task.promise(over));
    } catch (error) {
      session.stop(channel);
      throw error;
    }
  });
}

/** Starts the command. Commands may be silent: there is no idle timeout unless the caller set one. */
async function begin(
  session: Session,
  command: string,
  stdin: Bytes | undefined,
  task: Task,
): Promise<Running> {
  const { call } = task;
  const shown = call.redactor.text(command);
  session.log?.add(`Execute command: ${shown}`);
  call.debug(() => `> exec ${shown}`);
  if (call.options.idleTimeout === undefined) task.hold();
  else task.enter('idleTimeout');
  return task.until<Running>((resolve, reject) => {
    session.client.exec(command, (error, channel) => {
      if (error) return reject(noSubsystem(call, session.address, error));
      // Listen now: the exit status can be in the same packet.
      const over = whenOver(channel);
      channel.on('error', () => {});
      if (stdin) feed(stdin, channel, task);
      else channel.end();
      if (task.failure) session.stop(channel);
      resolve({ channel, over });
    });
  });
}

/** Sends the standard input. A command may end without reading it. */
async function feed(stdin: Bytes, channel: ClientChannel, task: Task): Promise<void> {
  try {
    const source = await stdin.open();
    source.once('error', (error) => task.fail(unreadable(error, task.call)));
    channel.once('close', () => source.destroy());
    source.pipe(channel);
  } catch (error) {
    task.fail(unreadable(error as Error, task.call));
  }
}

/** The exit status arrives before the last output; the command has ended when the channel closes. */
function whenOver(channel: ClientChannel): Promise<Exit> {
  const exit: Exit = { code: null, signal: undefined };
  channel.once('exit', (code: number | null, signal?: string) => {
    exit.code = code;
    exit.signal = signal;
  });
  return new Promise((resolve) => channel.once('close', () => resolve(exit)));
}

/** A JavaScript string cannot be longer; Base64 is a third longer than the bytes. */
const MOST_IN_RESULT = Math.floor((constants.MAX_STRING_LENGTH / 4) * 3);
/** How much of a stream is stored for its result. */
const MOST_OF_STREAM = 64 * 1024 * 1024;

/** The output of a command so far. */
class Output {
  readonly #call: Call;
  readonly #most: number;
  readonly #pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  readonly #sizes = { stdout: 0, stderr: 0 };

  constructor(call: Call, most: number) {
    this.#call = call;
    this.#most = most;
  }

  /** Returns false if it is more than a result can hold. */
  add(stream: CommandChunk['stream'], data: Buffer): boolean {
    this.#sizes[stream] += data.length;
    if (this.#sizes[stream] > this.#most) this.#pieces[stream] = [];
    else this.#pieces[stream].push(data);
    return this.#sizes[stream] <= this.#most;
  }

  result({ code, signal }: Exit): CommandResult {
    const { stdout: outSize, stderr: errSize } = this.#sizes;
    if (Math.max(outSize, errSize) > this.#most) throw tooLarge(this.#call);
    const stdout = Buffer.concat(this.#pieces.stdout);
    const stderr = Buffer.concat(this.#pieces.stderr);
    const [out, err] = [isUtf8(stdout), isUtf8(stderr)];
    this.#call.debug(() => `< exit ${signal ?? code}, ${outSize} + ${errSize} bytes`);
    return {
      result: true,
      exit_code: code,
      ...(signal && { signal }),
      stdout: stdout.toString(out ? 'utf8' : 'base64'),
      stderr: stderr.toString(err ? 'utf8' : 'base64'),
      ...(!out && { stdout_encoding: 'base64' as const }),
      ...(!err && { stderr_encoding: 'base64' as const }),
    };
  }
}

function tooLarge({ method, labels }: Call): ResponseError {
  return new ResponseError({
    method,
    message: 'the command wrote more than a result can hold',
    hint: labels.stream && `To get output of any length as it arrives, use ${labels.stream}.`,
  });
}

/** How much unread output is buffered before the channel is paused. */
const WAITING = 1024 * 1024;

/** A command's output as it arrives. */
export class CommandStream implements Streaming<CommandChunk, CommandResult> {
  readonly #session: Session;
  readonly #own: boolean;
  readonly #task: Task;
  readonly #channel: ClientChannel;
  readonly #queue: Queue;
  readonly #output: Output;
  #exit: Exit = { code: null, signal: undefined };

  private constructor(session: Session, own: boolean, task: Task, { channel, over }: Running) {
    this.#session = session;
    this.#own = own;
    this.#task = task;
    this.#channel = channel;
    this.#queue = new Queue(channel, over, task);
    this.#output = new Output(task.call, MOST_OF_STREAM);
  }

  static async start(
    given: SshConnection | Target,
    command: string,
    stdin: Bytes | undefined,
    call: Call,
  ): Promise<CommandStream> {
    const own = !isConnection(given);
    const session = own ? await Session.open(given, call) : (given as Session);
    try {
      const task = session.begin(call);
      try {
        return new CommandStream(session, own, task, await begin(session, command, stdin, task));
      } catch (error) {
        session.finish(task);
        throw error;
      }
    } catch (error) {
      if (own) await session.close();
      throw error;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CommandChunk, void> {
    let exit: Exit | undefined;
    try {
      for (;;) {
        const chunk = await this.#queue.next();
        if (!chunk) break;
        this.#output.add(chunk.stream, chunk.data);
        yield chunk;
      }
      exit = this.#queue.exit!;
      this.#exit = exit;
    } finally {
      if (!exit) this.#session.stop(this.#channel);
      this.#session.finish(this.#task);
      if (this.#own) await this.#session.close();
    }
  }

  get exit_code(): number | null {
    return this.#exit.code;
  }

  /** The signal that ended the command. */
  get signal(): string | undefined {
    return this.#exit.signal;
  }

  /**
   * The complete result, after the end of the stream.
   *
   * @throws {ResponseError} There was more than 64 MiB of output, which is not stored.
   */
  result(): CommandResult {
    return this.#output.result(this.#exit);
  }
}

/** Chunks of output between the channel and the reader. */
class Queue {
  exit: Exit | undefined;
  readonly #task: Task;
  readonly #channel: ClientChannel;
  readonly #chunks: CommandChunk[] = [];
  #size = 0;
  #wake: (() => void) | undefined;

  constructor(channel: ClientChannel, over: Promise<Exit>, task: Task) {
    this.#channel = channel;
    this.#task = task;
    for (const stream of ['stdout', 'stderr'] as const) {
      const from = stream === 'stdout' ? channel : channel.stderr;
      const decoder = new StringDecoder('utf8');
      from.on('data', (data: Buffer) => this.#add({ stream, data, text: decoder.write(data) }));
    }
    over.then((exit) => {
      this.exit = exit;
      this.#wake?.();
    });
  }

  /** The next chunk; `undefined` at the end. */
  async next(): Promise<CommandChunk | undefined> {
    while (this.#chunks.length === 0 && !this.exit) {
      await this.#task.until<void>((resolve) => {
        this.#wake = () => resolve();
      });
    }
    const chunk = this.#chunks.shift();
    this.#size -= chunk?.data.length ?? 0;
    if (this.#size < WAITING && this.#channel.isPaused()) {
      this.#channel.resume();
      this.#channel.stderr.resume();
    }
    return chunk;
  }

  #add(chunk: CommandChunk): void {
    this.#task.touch();
    this.#chunks.push(chunk);
    this.#size += chunk.data.length;
    if (this.#size > WAITING) {
      this.#channel.pause();
      this.#channel.stderr.pause();
    }
    this.#wake?.();
  }
}
