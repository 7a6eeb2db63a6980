/// <reference path="./insides.d.ts" />
import type { LookupFunction, Socket } from 'node:net';
import type { MongoClient, MongoClientOptions } from 'mongodb';
import { MissingPackageError } from '../../core/errors/errors.js';
import { elsewhere } from '../../core/packages/optional-package.js';
import { MessageCheck } from './frames.js';
import { checkedHello } from './hello.js';
import { driver } from './packages.js';

type Driver = typeof import('mongodb');

/** Where the driver connects to: a host, or the path of a socket. */
export interface DriverHost {
  host?: string | undefined;
  port?: number | undefined;
  socketPath?: string | undefined;
}

/** Opens every socket of a client: to a server of the address, or one that a server announced. */
export type Dialer = (to: DriverHost) => Promise<Socket>;

interface ConnectOptions {
  lookup?: LookupFunction;
  hostAddress: DriverHost;
}

/** One of the driver's connections. */
interface DriverConnection {
  destroy(): void;
  command(ns: unknown, command: object, options?: object, type?: unknown): Promise<unknown>;
  /** Cuts messages. */
  messageStream: {
    _transform(chunk: Buffer, encoding: string, done: (error?: Error) => void): void;
  };
}

/** How the driver connects. It calls these through the exports of the module. */
interface Insides {
  makeSocket(options: ConnectOptions): Promise<Socket>;
  connect(options: ConnectOptions): Promise<unknown>;
  makeConnection(options: ConnectOptions, socket: Socket): DriverConnection;
  performInitialHandshake(connection: unknown, options: ConnectOptions): Promise<void>;
}

const NAMES = ['makeSocket', 'connect', 'makeConnection', 'performInitialHandshake'] as const;

/** The dialers of our clients, by what marks their connections. Other clients connect as always. */
const dialers = new WeakMap<LookupFunction, Dialer>();
const hooked = new WeakSet<Insides>();

/** Loads the driver. Clients of `createClient` then open no socket of their own. */
export async function loadDriver(): Promise<Driver> {
  const loaded = await import('mongodb').catch(elsewhere(driver, 'mongodb'));
  const inside = 'mongodb/lib/cmap/connect.js' as 'mongodb';
  const insides = await import('mongodb/lib/cmap/connect.js').catch(elsewhere(driver, inside));
  hook((insides as { default: Insides }).default);
  return (loaded as unknown as { default: Driver }).default;
}

/**
 * The driver has no option for its sockets, and it also connects to servers that a server announces.
 * So that it connects only where the access of a call allows it, the exports that open sockets are
 * replaced, for our clients only.
 */
function hook(insides: Insides): void {
  if (hooked.has(insides)) return;
  if (!NAMES.every((name) => typeof insides?.[name] === 'function')) {
    const message = 'this version of the package mongodb is not supported';
    throw new MissingPackageError({ message, hint: `Install it: oint install ${driver.name}` });
  }
  hooked.add(insides);
  const { makeSocket, connect, makeConnection } = insides;
  insides.makeConnection = (options, socket) => {
    const connection = makeConnection(options, socket);
    if (options.lookup && dialers.has(options.lookup)) guard(connection);
    return connection;
  };
  insides.makeSocket = (options) => {
    const dial = options.lookup && dialers.get(options.lookup);
    return dial ? dial(options.hostAddress) : makeSocket(options);
  };
  insides.connect = async (options) => {
    const dial = options.lookup && dialers.get(options.lookup);
    if (!dial) return connect(options);
    const connection = insides.makeConnection(options, await dial(options.hostAddress));
    try {
      await insides.performInitialHandshake(connection, options);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  };
}

/** Checks what the driver believes of a server, and gives it the codes of errors as it expects them. */
function guard(connection: DriverConnection): void {
  const { messageStream } = connection;
  const check = new MessageCheck();
  const cut = messageStream._transform.bind(messageStream);
  messageStream._transform = (chunk, encoding, done) => {
    try {
      check.see(chunk);
    } catch (error) {
      return done(error as Error);
    }
    cut(chunk, encoding, done);
  };
  const command = connection.command.bind(connection);
  connection.command = async (ns, asked, options, type) => {
    try {
      const reply = await command(ns, asked, options, type);
      // A caller's own hello has the type of a response.
      return isHello(asked) && type === undefined ? checkedHello(reply) : reply;
    } catch (error) {
      const { code } = error as { code?: unknown };
      // It compares codes with numbers, and has its own class for them if values are not promoted.
      if (typeof code === 'object' && code !== null)
        Object.assign(error as Error, { code: Number(code) });
      throw error;
    }
  };
}

function isHello(command: object): boolean {
  return ['hello', 'ismaster', 'isMaster'].includes(Object.keys(command)[0] ?? '');
}

/** A client whose sockets are all opened by this function. */
export function createClient(
  { MongoClient }: Driver,
  uri: string,
  options: MongoClientOptions,
  dial: Dialer,
): MongoClient {
  // A name that the driver resolved itself would be connected to without any check.
  const lookup: LookupFunction = (_name, _options, callback) =>
    callback(new Error('the driver connected by itself'), '');
  dialers.set(lookup, dial);
  return new MongoClient(uri, { ...options, lookup });
}
