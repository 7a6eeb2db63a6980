import type { Connection } from '../connection/connection.js';
import type { ConnectionLog } from '../connection/connection-log.js';
import { opening } from '../connection/opening.js';
import type { TlsSettings } from '../connection/tls-settings.js';
import type { Call } from '../definition/call.js';
import { InputError, ResponseError, ServiceError } from '../errors/errors.js';
import { builtIn } from '../protobuf/built-in.js';
import { decode } from '../protobuf/decode.js';
import { encode, FieldProblem } from '../protobuf/encode.js';
import { type MethodType, ProtobufProblem, Schema, type ServiceType } from '../protobuf/schema.js';
import { now } from '../util/clock.js';
import { didYouMean } from '../util/did-you-mean.js';
import { Channel } from './channel.js';
import { lateError } from './late.js';
import { hideMetadata, type Metadata } from './metadata.js';
import { addSymbol, listServices } from './reflection.js';
import { Rpc } from './rpc.js';
import type { GrpcTarget } from './settings.js';

/** A method of a server, with the names that were asked for. */
export interface FoundMethod {
  service: string;
  type: MethodType;
}

/** An open connection: `await using connection = await createConnection(…)`. */
export class GrpcConnection implements Connection {
  readonly #channel: Channel;
  readonly #schema: Schema;
  /** True if the server is asked for what the schema does not have. */
  readonly #asks: boolean;
  /** Where it goes. @internal */
  readonly target: GrpcTarget;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  #metadata: Metadata;

  private constructor(channel: Channel, target: GrpcTarget, log: ConnectionLog | undefined) {
    this.#channel = channel;
    const { schema, metadata } = target;
    this.target = target;
    this.#schema = schema ?? new Schema(builtIn);
    this.#asks = schema === undefined;
    this.#metadata = metadata;
    this.log = log;
  }

  /** Connects and encrypts, all within `connectTimeout`. @internal */
  static async open(call: Call, target: GrpcTarget, log?: ConnectionLog): Promise<GrpcConnection> {
    hideMetadata(target.metadata, call.redactor);
    const tls = tlsOf(call, target);
    const shown = `${tls ? 'https' : 'http'}://${target.host}:${target.port}`;
    log?.add(`Connecting to ${shown}`);
    call.debug(() => `> connecting to ${shown}`);
    return opening(call, log, async (task) => {
      const channel = await Channel.open({ ...target, tls }, task);
      log?.add('Connected');
      call.debug(() => '< connected');
      return new GrpcConnection(channel, target, log);
    });
  }

  /** False once either side has closed it. */
  get isOpen(): boolean {
    return this.#channel.isOpen;
  }

  /** Replaces the metadata of the calls that follow. @internal */
  setMetadata(metadata: Metadata): void {
    this.#metadata = metadata;
  }

  /** The names of the services. @internal */
  async services(call: Call): Promise<string[]> {
    if (!this.#asks) return [...this.#schema.services.keys()].sort();
    return listServices(call, (path) => this.#rpc(call, path, 0));
  }

  /** @internal */
  async service(call: Call, given: string): Promise<ServiceType> {
    const name = given.replace(/^[./]/, '');
    const known = this.#schema.services.get(name);
    if (known) return known;
    if (this.#asks) await this.#ask(call, name);
    const found = this.#schema.services.get(name);
    if (found) return found;
    const names = await this.services(call).catch(() => []);
    const hint = didYouMean(name, names) ?? `Services: ${names.slice(0, 20).join(', ')}.`;
    const message = `the server has no service "${name}"`;
    throw new InputError({ method: call.method, param: 'service', message, hint });
  }

  async #ask(call: Call, name: string): Promise<void> {
    try {
      await addSymbol(call, (path) => this.#rpc(call, path, 0), this.#schema, name);
    } catch (error) {
      const isMissing = error instanceof ServiceError && error.reason === 'NOT_FOUND';
      if (!isMissing) throw error;
    }
  }

  /** @internal */
  async method(call: Call, service: string, given: string): Promise<FoundMethod> {
    const { name, methods } = await this.service(call, service);
    const type = methods.get(given);
    if (type) return { service: name, type };
    const names = [...methods.keys()];
    const hint = didYouMean(given, names) ?? `Methods: ${names.slice(0, 30).join(', ')}.`;
    const message = `the service ${name} has no method "${given}"`;
    throw new InputError({ method: call.method, param: 'method', message, hint });
  }

  /** The types that are known so far. @internal */
  get schema(): Schema {
    return this.#schema;
  }

  /** Starts a call; `timeout` is for all of it, in milliseconds, and 0 for none. @internal */
  start(call: Call, { service, type }: FoundMethod, timeout: number): Rpc {
    const path = `${service}/${type.name}`;
    this.log?.add(call.redactor.text(`Call of ${path}`));
    call.debug(() => `> grpc ${path}`);
    return this.#rpc(call, path, timeout);
  }

  #rpc(call: Call, path: string, timeout: number): Rpc {
    const metadata = this.#metadata;
    hideMetadata(metadata, call.redactor);
    return new Rpc(call, { channel: this.#channel, path, timeout, metadata, schema: this.#schema });
  }

  /** One request, one response. @internal */
  async unary(call: Call, method: FoundMethod, data: unknown, timeout: number): Promise<unknown> {
    const request = this.write(call, method, data);
    const left = Math.min(timeout || Number.POSITIVE_INFINITY, call.deadline - now());
    const rpc = this.start(call, method, left);
    const due = now() + left;
    // Otherwise the deadline of the whole call comes first, with its own error.
    const isOwn = timeout > 0 && timeout <= left;
    const longest = () => (isOwn ? Math.max(1, due - now()) : 0);
    try {
      rpc.sendLast(request);
      const answer = await rpc.next(call, longest());
      if (answer === 'late') throw lateError(call, 'no response arrived', timeout);
      if (answer === undefined) throw noAnswer(call, method);
      // The status follows the response.
      const end = await rpc.next(call, longest());
      if (end === 'late') throw lateError(call, 'no response arrived', timeout);
      return this.read(call, method, answer);
    } catch (error) {
      this.log?.add(call.redactor.text(`Error: ${(error as Error).message}`));
      throw error;
    } finally {
      rpc.cancel();
    }
  }

  /** The bytes of a request. @internal */
  write(call: Call, { type }: FoundMethod, data: unknown, param = 'data'): Buffer {
    try {
      return encode(this.#schema, type.request, data ?? {});
    } catch (error) {
      if (!(error instanceof ProtobufProblem)) throw error;
      const { place, what } =
        error instanceof FieldProblem ? error : { place: '', what: error.message };
      const where = place === '' ? '' : `.${place}`;
      throw new InputError({
        method: call.method,
        param,
        message: call.redactor.text(`${call.label(param)}${where} ${what}`),
        cause: error,
      });
    }
  }

  /** The JSON of a response. @internal */
  read(call: Call, { service, type }: FoundMethod, bytes: Buffer): unknown {
    try {
      return decode(this.#schema, type.response, bytes);
    } catch (error) {
      if (!(error instanceof ProtobufProblem)) throw error;
      throw new ResponseError({
        method: call.method,
        message: `the response of ${service}/${type.name} is not a ${type.response}: ${error.message}`,
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    if (this.isOpen) this.log?.add('Closed');
    await this.#channel.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function isGrpcConnection(value: unknown): value is GrpcConnection {
  return value instanceof GrpcConnection;
}

/** With `https://` or TLS settings, the connection is encrypted. */
function tlsOf(call: Call, { secure, tls }: GrpcTarget): TlsSettings | undefined {
  if (secure === false && tls?.use_tls) {
    const message = 'TLS settings need an address that begins with https://';
    throw new InputError({ method: call.method, param: call.destinationParam, message });
  }
  if (tls) return tls.use_tls || secure ? { ...tls, use_tls: true } : undefined;
  return secure ? { use_tls: true, accept_invalid_certs: false } : undefined;
}

function noAnswer(call: Call, { service, type }: FoundMethod): ResponseError {
  const message = `${service}/${type.name} ended without a response`;
  return new ResponseError({ method: call.method, message });
}
