import type {
  Abortable,
  ClientSession,
  MongoClient,
  MongoClientOptions,
  ReadPreference,
  RunCursorCommandOptions,
} from 'mongodb';
import type { Connection } from '../../core/connection/connection.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import { opening } from '../../core/connection/opening.js';
import { Task } from '../../core/connection/task.js';
import type { Call } from '../../core/definition/call.js';
import { pause } from '../../core/definition/pause.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { type Address, serversOf } from './address.js';
import { fromBson } from './bson/from-bson.js';
import { driverString } from './connection-string.js';
import { Dialing, encryptionOf } from './dialer.js';
import { createClient, loadDriver } from './driver.js';
import { type At, badString, failureOf } from './errors.js';
import { waitForNoTimer } from './idle.js';
import { optionOf } from './options.js';
import { Unreachable } from './unreachable.js';

/** A command for one database. The first field is its name: the order of fields matters. */
export interface Command {
  database: string;
  /** Ready to be sent. */
  fields: JsonRecord;
  /** For errors and the log: `insert people`. */
  what: string;
  /** May be answered by the servers that readPreference of the connection string allows. */
  reads?: boolean;
}

/** The driver must leave all values in its own classes, which say their types. */
const VALUES = {
  ...{ promoteLongs: false, promoteValues: false, promoteBuffers: false },
  ...{ bsonRegExp: true, ignoreUndefined: true },
} as const;

/** How many documents are read before other work can run. */
const AT_ONCE = 1000;

/** Time limit for telling the server that something is closed. */
const FAREWELL = 1000;

/** An open connection to a MongoDB server: `await using connection = await createConnection(…)`. */
export class MongoConnection implements Connection {
  readonly #client: MongoClient;
  readonly #dialing: Dialing;
  readonly #address: Address;
  readonly #session: ClientSession | undefined;
  /** @internal */
  readonly log: ConnectionLog | undefined;
  #isOpen = true;

  private constructor(
    client: MongoClient,
    dialing: Dialing,
    address: Address,
    { log, session }: { log: ConnectionLog | undefined; session: ClientSession | undefined },
  ) {
    this.#client = client;
    this.#dialing = dialing;
    this.#address = address;
    this.#session = session;
    this.log = log;
  }

  /** Connects and logs in, all within `connectTimeout`. @internal */
  static async open(call: Call, address: Address, log?: ConnectionLog): Promise<MongoConnection> {
    const who = address.user === undefined ? '' : ` as ${address.user}`;
    const shown = `MongoDB at ${serversOf(address)}${who}`;
    log?.add(call.redactor.text(`Connecting to ${shown}`));
    call.debug(() => `> connecting to ${shown}`);
    return opening(call, log, async (task) => {
      const connection = await MongoConnection.#connect(task, address, log);
      log?.add('Connected to MongoDB');
      call.debug(() => `< connected${connection.#dialing.isEncrypted ? ', encrypted' : ''}`);
      return connection;
    });
  }

  static async #connect(
    task: Task,
    address: Address,
    log: ConnectionLog | undefined,
  ): Promise<MongoConnection> {
    const { call } = task;
    const { network } = call.access;
    if (!address.isSrv) for (const { host, port } of address.hosts) network.check(host, port);
    const driver = await loadDriver();
    const dialing = new Dialing(call, address, await encryptionOf(call, address));
    const uri = driverString(address);
    const client = (() => {
      try {
        return createClient(driver, uri, clientOptions(call, address, dialing), dialing.dial);
      } catch (error) {
        throw badString(call, error as Error);
      }
    })();
    waitForNoTimer(client);
    const unreachable = new Unreachable(client);
    try {
      await awaited(task, Promise.race([client.connect(), unreachable.error]));
      if (!dialing.isUsed) throw new Error('the driver did not use our sockets');
      const hasSessions = unreachable.hasSessions;
      const session = hasSessions ? client.startSession({ causalConsistency: false }) : undefined;
      return new MongoConnection(client, dialing, address, { log, session });
    } catch (error) {
      await ended(client, dialing);
      // A server that says nothing has the whole time.
      if (unreachable.isSilent(error)) await task.until(() => {});
      throw failureOf(call, error, whereOf(address));
    } finally {
      unreachable.stop();
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The database of the connection string; empty if it names none. @internal */
  get database(): string {
    return this.#address.database;
  }

  /** The write concern of the connection string, which the driver does not add to commands. @internal */
  get writeConcern(): JsonRecord | undefined {
    const { w, wtimeoutMS, journal } = this.#client.writeConcern ?? {};
    const found = {
      ...(w !== undefined && { w }),
      ...(journal !== undefined && { j: journal }),
      ...(wtimeoutMS !== undefined && { wtimeout: wtimeoutMS }),
    };
    return Object.keys(found).length > 0 ? found : undefined;
  }

  /** The read concern of the connection string. @internal */
  get readConcern(): JsonRecord | undefined {
    const level = this.#client.readConcern?.level;
    return level === undefined ? undefined : { level };
  }

  /** Sends a command and returns the response, in Extended JSON. @internal */
  async run(call: Call, command: Command): Promise<JsonRecord> {
    const { database, fields, what, reads = false } = command;
    return this.#use(call, what, async (signal) => {
      const db = this.#client.db(database);
      const options = {
        ...VALUES,
        signal,
        ...(this.#session && { session: this.#session }),
        ...(reads && { readPreference: this.#readPreference }),
      };
      const reply = await sent(() => db.command(fields, options));
      return fromBson(reply) as JsonRecord;
    });
  }

  /** The documents that a command finds, batch by batch, all from the same server. @internal */
  async *batches(call: Call, command: Command): AsyncGenerator<readonly JsonRecord[], void> {
    const { database, fields, what } = command;
    const stop = new AbortController();
    // The types of the driver leave out the signal.
    const options: RunCursorCommandOptions & Abortable = {
      ...VALUES,
      signal: stop.signal,
      readPreference: this.#readPreference,
    };
    const cursor = this.#client.db(database).runCursorCommand(fields, options);
    const { batchSize } = fields;
    if (batchSize !== undefined) cursor.setBatchSize(Number(batchSize));
    try {
      for (;;) {
        const batch = await this.#use(call, what, async (signal) => {
          signal.addEventListener('abort', () => stop.abort());
          if (!(await cursor.hasNext())) return undefined;
          const found: JsonRecord[] = [];
          while (cursor.bufferedCount() > 0) {
            const some = cursor.readBufferedDocuments(AT_ONCE);
            for (const one of some) found.push(fromBson(one) as JsonRecord);
            await pause(call);
          }
          return found;
        });
        if (!batch) return;
        call.debug(() => `< ${batch.length} documents`);
        yield batch;
      }
    } finally {
      // The server closes the cursor, too.
      await inWhile(cursor.close());
    }
  }

  get #readPreference(): ReadPreference {
    return this.#client.readPreference;
  }

  /** Where a command goes, for errors. @internal */
  at(what: string): At {
    return { ...whereOf(this.#address), what };
  }

  async #use<R>(call: Call, what: string, work: (signal: AbortSignal) => Promise<R>): Promise<R> {
    call.redactor.add(this.#address.password);
    const shown = call.redactor.text(what);
    this.log?.add(`Command: ${shown}`);
    call.debug(() => `> ${shown}`);
    const task = new Task(call);
    const abort = new AbortController();
    // Only the deadline of the whole call counts: a command may run for long.
    task.hold();
    try {
      return await awaited(task, work(abort.signal));
    } catch (thrown) {
      if (task.failure) abort.abort();
      const error = failureOf(call, thrown, this.at(what));
      this.log?.add(call.redactor.text(`Error: ${(error as Error).message}`));
      throw error;
    } finally {
      task.end();
    }
  }

  /** Closes the connection. Does nothing if it is already closed. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.log?.add('Connection closed');
    await ended(this.#client, this.#dialing);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function isConnection(value: unknown): value is MongoConnection {
  return value instanceof MongoConnection;
}

/** Ends the client, and its sockets at the latest after a while. */
async function ended(client: MongoClient, dialing: Dialing): Promise<void> {
  await inWhile(client.close());
  dialing.close();
}

/** Waits for the end of something for a short time; it may also fail. */
async function inWhile(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FAREWELL);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}

/** Waits for work within a task. It may also fail after the task, which then has its own failure. */
function awaited<R>(task: Task, work: Promise<R>): Promise<R> {
  work.catch(() => {});
  return task.promise(work);
}

/** Sends a command. What was written, but not confirmed, is in the response, and not an error yet. */
async function sent(send: () => Promise<unknown>): Promise<unknown> {
  try {
    return await send();
  } catch (error) {
    const { name, result } = error as { name: string; result?: unknown };
    if (name === 'MongoWriteConcernError' && result !== undefined) return result;
    throw error;
  }
}

function clientOptions(call: Call, { options }: Address, dialing: Dialing): MongoClientOptions {
  const limit = call.limit('connectTimeout');
  const isGiven = (name: string) => optionOf(options, name) !== undefined;
  return {
    // Our own limits are over first.
    ...(!isGiven('connectTimeoutMS') && { connectTimeoutMS: limit + 1000 }),
    // Before the deadline, so that the error can say what is missing.
    ...(!isGiven('serverSelectionTimeoutMS') && { serverSelectionTimeoutMS: limit * 0.8 }),
    // One connection is enough to look at a server.
    serverMonitoringMode: 'poll',
    // What the driver gets is the last safeguard: its own sockets would be encrypted too.
    tls: dialing.isEncrypted,
    ...(!isGiven('appName') && { appName: 'oint' }),
  };
}

function whereOf(address: Address): At {
  const { options, database } = address;
  const isExternal = /X509|PLAIN/.test(optionOf(options, 'authMechanism') ?? '');
  const usual = isExternal ? '$external' : database || 'admin';
  return { servers: serversOf(address), authSource: optionOf(options, 'authSource') ?? usual };
}
