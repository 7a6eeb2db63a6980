import { accessFor, type ToolLimits } from '../catalogue/tool-access.js';
import { fixedValues, isForClients, toolEffect } from '../catalogue/tool-input.js';
import { Roots } from '../core/access/roots.js';
import type { Connection } from '../core/connection/connection.js';
import type { Effect } from '../core/definition/call.js';
import type { Labels } from '../core/definition/labels.js';
import type { Definition, Invocation } from '../core/definition/method.js';
import { InputError } from '../core/errors/errors.js';
import { Redactor } from '../core/errors/redact.js';
import type { SavedFile } from '../core/http/save.js';
import type { JsonRecord } from '../core/util/is-record.js';
import { Catalogue, definitionOf, type Offered } from '../serving/catalogue.js';
import { givenValues } from '../serving/values.js';
import { references, Variables } from '../serving/variables.js';
import { Handles } from './handles.js';
import { Refused } from './problem.js';
import { withHandles } from './result.js';
import type { ServerSettings } from './settings.js';
import { type Folder, temporaryFolder } from './temporary.js';
import { filling } from './values.js';

/** A call as a client requested it. */
export interface Wanted {
  offered: Offered;
  /** By the names of options or params. */
  values: JsonRecord;
  /** More values, in which nothing is looked up. */
  data?: JsonRecord;
  /** Who calls: handles belong to their owner. */
  owner: string;
  /** The files that came with the request. */
  uploads?: readonly string[];
  /** Aborted when the client has left. */
  signal: AbortSignal;
  /** Receives what arrives of a result that the method can stream. */
  onChunk?: ((chunk: unknown) => Promise<void>) | undefined;
}

/** The result of a call. */
export type Result = { value: unknown } | { file: SavedFile; remove(): Promise<void> };

/** Errors name a param as the request may: by its option. There are no call options. */
const labels: Labels = {
  param: (key, option = key) => option,
  callOption: () => undefined,
  callOptions: () => undefined,
  stream: undefined,
  partial: undefined,
};

/** Runs methods for the clients of a server. */
export class Calls {
  readonly catalogue: Catalogue;
  readonly handles: Handles;
  /** Knows the secrets of fixed values and variables. */
  readonly redactor = new Redactor();
  readonly #variables: Variables;
  readonly #limits: ToolLimits;
  readonly #settings: ServerSettings;

  private constructor(settings: ServerSettings, roots: Roots) {
    this.#settings = settings;
    this.catalogue = new Catalogue(settings, {
      canUse: isForClients,
      hint: 'See oint SERVICE --help, or GET /openapi.json?service=SERVICE.',
    });
    this.handles = new Handles(settings.handles);
    this.#variables = new Variables(settings, this.redactor, 'server');
    this.#limits = {
      roots,
      readOnly: settings.readOnly ? 'the server was started with --read-only' : undefined,
      hosts: settings.hosts,
      hostsHint: 'Start the server with --hosts HOST to allow another host.',
      downloads: settings.urls,
      listens: settings.listen,
    };
  }

  /** @throws {InputError} A folder of the settings does not exist, or a pattern matches nothing. */
  static async create(settings: ServerSettings): Promise<Calls> {
    const hint = 'Start the server with --root FOLDER to allow a folder.';
    return new Calls(settings, await Roots.of(settings.roots, hint));
  }

  /**
   * The method of a request.
   *
   * @throws {Refused} It does not exist, or is not offered.
   */
  find(service: string, method: string): Offered {
    try {
      return this.catalogue.method(service, method);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new Refused(error.param === undefined ? 403 : 404, error.message);
    }
  }

  /** The worst effect of a method. */
  effect({ manifest }: Offered): Effect {
    return toolEffect(manifest, manifest.params);
  }

  async run(wanted: Wanted): Promise<Result> {
    const definition = await definitionOf(wanted.offered);
    const fixed = await this.#fixed(definition);
    const users: (() => void)[] = [];
    const connection = (handle: string) => {
      const held = this.handles.use(wanted.owner, handle);
      if (held) users.push(held.done);
      return held?.connection;
    };
    try {
      const referred = { variables: this.#variables, connection, offline: definition.offline };
      const convert = filling(referred);
      const values = await givenValues(definition, wanted.values, fixed, convert, wanted.data);
      return await this.#invoke(definition, values, fixed, wanted);
    } finally {
      for (const done of users) done();
    }
  }

  async #invoke(
    definition: Definition,
    values: Record<string, unknown>,
    fixed: Record<string, unknown>,
    { owner, uploads = [], signal, onChunk }: Wanted,
  ): Promise<Result> {
    const folder = definition.binary ? await temporaryFolder() : undefined;
    const saveTo = folder?.place(definition.binary!);
    const own = saveTo ? [...uploads, saveTo] : uploads;
    const access = accessFor(definition, fixed, this.#limits, own);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#settings.timeout);
    const all = AbortSignal.any([signal, deadline.signal]);
    // What an open connection may access, it may access as long as it is open.
    let isHeld = false;
    let work: Promise<unknown> = Promise.resolve();
    try {
      const keeper = this.#settings.keeperOf?.(definition);
      const call = { signal: all, ...(saveTo && { saveTo }) };
      const invocation = { call, labels, access, keeper, exact: true };
      work = invoked(definition, values, invocation, onChunk);
      const found = await orAborted(work, all);
      if (folder) return fileResult(found as SavedFile, folder);
      if (!definition.programOnly) return { value: found };
      const value = await withHandles(found, (connection) => {
        isHeld = true;
        return this.handles.hold(owner, connection, () => access.close());
      });
      return { value };
    } catch (error) {
      if (all.aborted) closeLater(work);
      await folder?.remove();
      if (deadline.signal.aborted) {
        throw new Refused(504, `the call took longer than ${this.#settings.timeout / 1000} s`);
      }
      throw error;
    } finally {
      clearTimeout(timer);
      if (!isHeld) await access.close();
    }
  }

  /** The values of a method that the config fixes. */
  #fixed(definition: Definition): Promise<Record<string, unknown>> {
    const values = this.#settings.fixed[definition.service] ?? {};
    const context = { method: 'server', redactor: this.redactor, sources: references };
    return fixedValues(definition, values, context);
  }

  /** Closes all connections. */
  close(): Promise<void> {
    return this.handles.close();
  }
}

async function invoked(
  definition: Definition,
  values: Record<string, unknown>,
  invocation: Invocation,
  onChunk: Wanted['onChunk'],
): Promise<unknown> {
  if (!onChunk || !definition.invokeStream) return definition.invoke(values, invocation);
  const stream = await definition.invokeStream(values, invocation);
  for await (const chunk of stream) await onChunk(chunk);
  return stream.result();
}

/** Some methods compute without a pause in which they could notice the signal. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Refused(499, 'the call was ended'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

/** Closes what a call still opens after it was ended. */
function closeLater(work: Promise<unknown>): void {
  const close = async (connection: Connection) => {
    await connection.close();
    return '';
  };
  work.then((found) => withHandles(found, close)).catch(() => {});
}

function fileResult(file: SavedFile, folder: Folder): Result {
  return { file, remove: () => folder.remove() };
}
