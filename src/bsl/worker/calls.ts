import type { Connection } from '../../core/connection/connection.js';
import type { Definition } from '../../core/definition/method.js';
import {
  ConnectionError,
  HttpError,
  InputError,
  OintError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import { JsonNumber } from '../../core/json/number.js';
import { isRecord } from '../../core/util/is-record.js';
import { services } from '../../services/index.js';
import { RETURNS_FAILURES } from '../services/failures.js';
import { positionsOf } from '../services/signatures.js';
import {
  type Answer,
  DIGITS,
  HANDLE,
  type Request,
  type ServiceRequest,
} from '../services/wire.js';
import { sendWeb } from './web.js';

/** The failures that concern one call, and not the machine, the script or its user. */
const RETURNED = [InputError, ConnectionError, TimeoutError, ResponseError];

/** Calls services and sends requests for a script, and keeps its connections. */
export class ServiceCalls {
  readonly #signal: AbortSignal;
  readonly #connections = new Map<number, Connection>();
  readonly #ids = new Map<Connection, number>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async answer(request: Request): Promise<Answer> {
    try {
      if ('web' in request) return { ok: true, value: await sendWeb(request.web, this.#signal) };
      return await this.#call(request);
    } catch (error) {
      if (error instanceof OintError) return { ok: false, message: error.message };
      throw error;
    }
  }

  async #call({ service, method, args }: ServiceRequest): Promise<Answer> {
    try {
      const definition = await find(service, method);
      if (!definition) return { ok: false, message: `${service}: there is no method ${method}` };
      const values = this.#named(definition, args);
      if (typeof values === 'string')
        return { ok: false, message: `${service} ${method}: ${values}` };
      const call = definition.offline ? {} : { signal: this.#signal };
      const result = await definition.invoke(values, { call, exact: true, namesFiles: true });
      return { ok: true, value: this.#shown(result) };
    } catch (error) {
      return failed(error, service);
    }
  }

  /** Closes what the script left open. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#connections.values()].map((one) => one.close()));
  }

  /** The values of a call by the keys of params; or what is wrong with them. */
  #named(definition: Definition, args: readonly unknown[]): Record<string, unknown> | string {
    const { service, name, params } = definition;
    const own = Object.entries(params).map(([key, { option = key }]) => ({ key, option }));
    const positions = positionsOf(service, name, own);
    if (args.length > positions.length) return `too many arguments, at most ${positions.length}`;
    const values: Record<string, unknown> = {};
    for (const [index, arg] of args.entries()) {
      const { name, param } = positions[index]!;
      if (param) values[param.key] = this.#given(arg, params[param.key]!.kind.takesNull);
      else if (arg !== undefined && arg !== '') return `the param ${name} is not supported`;
    }
    return values;
  }

  /** `Undefined` is null where a param of any value takes it, and otherwise not given. */
  #given(value: unknown, takesNull = false): unknown {
    if (value === undefined && takesNull) return null;
    if (Array.isArray(value)) return value.map((item) => this.#given(item));
    if (typeof value === 'bigint') return new JsonNumber(String(value));
    if (!isRecord(value) || value instanceof Uint8Array) return value;
    if (HANDLE in value) return this.#connections.get(value[HANDLE] as number);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#given(one)]));
  }

  /** The same for the same connection, which methods of a request return. */
  #idOf(connection: Connection): number {
    const known = this.#ids.get(connection);
    if (known !== undefined) return known;
    const id = this.#connections.size + 1;
    this.#connections.set(id, connection);
    this.#ids.set(connection, id);
    return id;
  }

  /** A result as the script's thread can receive it. */
  #shown(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (value instanceof JsonNumber) return { [DIGITS]: value.text };
    if (value instanceof Uint8Array) return new Uint8Array(value);
    if (Array.isArray(value)) return value.map((item) => this.#shown(item));
    if (isConnection(value)) {
      return { [HANDLE]: this.#idOf(value) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#shown(one)]));
  }
}

function isConnection(value: object): value is Connection {
  return 'isOpen' in value && 'close' in value && typeof value.close === 'function';
}

async function find(service: string, method: string): Promise<Definition | undefined> {
  const load = services[service];
  const known = load && (await load()).default;
  return known?.methods.get(method);
}

/**
 * What a service refused is a value, as in the reference: its own answer, or `result` and `error`. Other
 * failures are an error of the script, unless the reference returns those of the service too.
 */
function failed(error: unknown, service: string): Answer {
  if (error instanceof HttpError) {
    if (isRecord(error.body)) return { ok: true, value: plain(error.body) };
    return { ok: true, value: { result: false, error: error.message } };
  }
  const isValue = RETURNED.some((kind) => error instanceof kind) && RETURNS_FAILURES.has(service);
  if (error instanceof OintError && (isValue || error instanceof ServiceError))
    return { ok: true, value: { result: false, error: error.message } };
  throw error;
}

function plain(value: unknown): unknown {
  if (value instanceof JsonNumber) return { [DIGITS]: value.text };
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
