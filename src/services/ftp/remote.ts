import type { Socket } from 'node:net';
import type { FTPResponse } from 'basic-ftp';
import type { Task } from '../../core/connection/task.js';
import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { ResponseError, ServiceError } from '../../core/errors/errors.js';
import { type DataConnection, prepareData } from './data.js';
import { isReason, isReply, replyError } from './errors.js';
import type { Opened } from './opened.js';
import { shown } from './paths.js';

/** The longest silence when reading and when writing, in milliseconds. */
export interface Limits {
  read: number | undefined;
  write: number | undefined;
}

/** The server within one call: each step ends with the call, and has readable errors. */
export class Remote {
  readonly call: Call;
  readonly task: Task;
  readonly limits: Limits;
  readonly #opened: Opened;

  constructor(opened: Opened, task: Task, limits: Limits) {
    this.call = task.call;
    this.task = task;
    this.limits = limits;
    this.#opened = opened;
  }

  get welcome(): string {
    return this.#opened.welcome;
  }

  get features(): ReadonlyMap<string, string> {
    return this.#opened.features;
  }

  /** The driver's parser of lists. */
  get parseList() {
    return this.#opened.client.parseList;
  }

  /** Sends a command and returns the reply, whose error is one of ours. */
  async send(command: string, path?: string): Promise<FTPResponse> {
    const line = path === undefined ? command : `${command} ${this.wire(path)}`;
    const what = path === undefined ? command.split(' ')[0]! : `${command} ${shown(path)}`;
    return this.#request(line).catch((error) => {
      throw isReply(error) ? replyError(this.call, this.#readable(error), what) : error;
    });
  }

  #request(line: string): Promise<FTPResponse> {
    return this.task.promise(this.#opened.client.send(line));
  }

  /** A path as bytes. */
  wire(path: string): string {
    const { charset } = this.#opened.target.settings;
    const context = callContext(this.call, 'path');
    if (/[\r\n\0]/.test(path)) throw inputError(context, `: ${shown(path)} has a line break`);
    const bytes = charset.encode(path);
    if (bytes === undefined) {
      throw inputError(context, `: ${shown(path)} cannot be written in ${charset.label}`);
    }
    // Some servers take an option or nothing for these.
    return /^[- ]/.test(bytes) ? `./${bytes}` : bytes;
  }

  /** The text of bytes; `undefined` if they are not text in the encoding. */
  text(bytes: string): string | undefined {
    return this.#opened.target.settings.charset.decode(bytes);
  }

  /** The server's words, which may contain names. */
  #readable<E extends Error>(error: E): E {
    const text = this.text(error.message);
    if (text !== undefined) error.message = text;
    return error;
  }

  /** The words of a reply, as text. */
  words({ message }: FTPResponse): string {
    return this.text(message) ?? message;
  }

  /** The size of a file; `undefined` if the server does not say it. */
  async size(path: string): Promise<number | undefined> {
    try {
      const { message } = await this.send('SIZE', path);
      const digits = /^213 +(\d{1,16})/.exec(message)?.[1];
      return digits === undefined ? undefined : Number(digits);
    } catch (error) {
      if (isReason(error, 'NOT_SUPPORTED', 'BAD_COMMAND')) return undefined;
      throw error;
    }
  }

  /** Sets when a file was last changed, in milliseconds since 1970, if the server can do it. */
  async setModified(path: string, modified: number): Promise<void> {
    if (!this.features.has('MFMT')) return;
    const time = new Date(modified).toISOString().slice(0, 19).replace(/[-T:]/g, '');
    await this.send(`MFMT ${time}`, path).catch((error) => {
      // The file is there; it is only newer.
      if (!(error instanceof ServiceError)) throw error;
    });
  }

  /** The current folder. */
  async current(): Promise<string> {
    const { message } = await this.send('PWD');
    const quoted = /"((?:[^"]|"")*)"/.exec(message)?.[1];
    if (quoted === undefined) {
      const said = `the reply to PWD has no path: ${message}`;
      throw new ResponseError({ method: this.call.method, message: this.call.redactor.text(said) });
    }
    const bytes = quoted.replaceAll('""', '"');
    return this.text(bytes) ?? bytes;
  }

  /** Changes the current folder. */
  async enter(path: string): Promise<void> {
    await this.send('CWD', path);
  }

  async isFolder(path: string): Promise<boolean> {
    const before = await this.current();
    try {
      await this.enter(path);
    } catch (error) {
      if (error instanceof ServiceError) return false;
      throw error;
    }
    await this.enter(before);
    return true;
  }

  /**
   * Transfers data: the command says which, and `work` sends or receives it. Both the server's reply and
   * the work must be done.
   */
  async transfer(
    command: string,
    path: string,
    work: (socket: Socket) => Promise<void>,
    from = 0,
  ): Promise<void> {
    const what = path === '' ? command : `${command} ${shown(path)}`;
    const line = path === '' ? command : `${command} ${this.wire(path)}`;
    const { client, target, mode } = this.#opened;
    const fail = (error: unknown) =>
      isReply(error) ? replyError(this.call, this.#readable(error), what) : error;
    const data = await prepareData(this.task, {
      client,
      target,
      mode,
      idle: this.limits.read,
      request: (text) => this.#request(text),
    }).catch((error) => {
      throw fail(error);
    });
    try {
      if (from > 0) await this.#request(`REST ${from}`);
      await this.#exchange(line, data, work);
    } catch (error) {
      if (!isReply(error)) this.#opened.isBroken = true;
      throw fail(error);
    } finally {
      data.close();
    }
    this.task.enter('idleTimeout', this.limits.read);
  }

  #exchange(
    line: string,
    data: DataConnection,
    work: (socket: Socket) => Promise<void>,
  ): Promise<void> {
    let working: Promise<void> | undefined;
    const start = () => {
      working ??= data.socket().then(work);
      return working;
    };
    const exchange = this.#opened.client.ftp.handle(line, (reply, task) => {
      if (reply instanceof Error) return task.reject(reply);
      // Some servers leave out the first reply if there is little data.
      if (reply.code < 200) void start().catch((error) => task.reject(error));
      else void start().then(() => task.resolve(undefined), task.reject);
    });
    return this.task.promise(exchange as Promise<void>);
  }
}
