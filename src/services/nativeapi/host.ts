import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { Turns } from '../../core/connection/turns.js';
import type { Call } from '../../core/definition/call.js';
import { ServiceError } from '../../core/errors/errors.js';
import { findPackage } from '../../core/packages/find-package.js';
import { driver } from './packages.js';
import { ComponentProcess, failed } from './process.js';
import type { Request } from './worker/protocol.js';

/** What is loaded, and the longest time of a request in milliseconds. */
interface Loading {
  path: string;
  time: number;
}

/** What a call asks. */
type Asked = Exclude<Request, { do: 'close' }>;

/** A loaded component, for many calls: `await using host = await createHost({ path })`. */
export class NativeHost implements Connection {
  /** @internal */
  readonly log: ConnectionLog | undefined;
  readonly #process: ComponentProcess;
  readonly #turns: Turns;
  /** The longest time of a request, in milliseconds. */
  readonly #time: number;
  #isClosed = false;

  private constructor(time: number, log: ConnectionLog | undefined) {
    this.log = log;
    this.#time = time;
    this.#process = ComponentProcess.start((line) => log?.add(`Printed: ${line}`));
    this.#turns = new Turns(this.#process);
  }

  /** @internal */
  static async load(call: Call, { path, time }: Loading, log?: ConnectionLog): Promise<NativeHost> {
    const host = new NativeHost(time, log);
    try {
      const koffi = new URL('index.js', findPackage(driver, 'koffi')!.url).href;
      await host.ask(call, { do: 'load', koffi, path });
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  /** False if it was closed, or the component ended its process. */
  get isOpen(): boolean {
    return !this.#isClosed && this.#process.isRunning;
  }

  /** Sends a request to the component. Calls at the same time wait for each other. @internal */
  async ask<T>(call: Call, request: Asked): Promise<T> {
    if (!this.isOpen) throw closed(call);
    const release = await this.#turns.take((before) => before);
    try {
      this.log?.add(call.redactor.text(describe(request)));
      const { result, failure, events } = await this.#process.ask(call, this.#time, request);
      for (const event of events) this.log?.add(call.redactor.text(event));
      if (failure) throw failed(call, failure);
      return result as T;
    } catch (error) {
      this.log?.add(call.redactor.text(`Failed: ${(error as Error).message}`));
      throw error;
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.log?.add('Closed');
    // Calls before it get their results.
    const release = await this.#turns.take((before) => before);
    await this.#process.close();
    release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function describe(request: Asked): string {
  switch (request.do) {
    case 'load':
      return `Load ${request.path}`;
    case 'classes':
      return 'List the classes';
    case 'create':
      return `Create an instance of ${request.className}`;
    case 'destroy':
      return `Destroy the instance ${request.instance}`;
    case 'metadata':
      return `Describe ${request.instance}`;
    case 'properties':
      return `Read the properties of ${request.instance}`;
    case 'get':
      return `Read the property ${request.property}`;
    case 'set':
      return `Set the property ${request.property}`;
    default:
      return `Call ${request.method}`;
  }
}

function closed({ method }: Call): ServiceError {
  const message = 'the host was closed, or its component ended its process';
  const hint = 'Create another one with CreateHost.';
  return new ServiceError({ method, message, hint, reason: 'NATIVE_CLOSED' });
}
