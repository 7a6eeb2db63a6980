import { listenOn, poolSize } from '../../core/connection/server-methods.js';
import { flag, list, number, payload, text, texts } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { addressParam } from './address.js';
import { dryRunLine } from './command.js';
import { Incoming } from './incoming.js';
import { checkEither, listening, openEither, pulling, sendAll, subscribing } from './one-shot.js';
import { wait } from './open.js';
import { Publisher } from './publisher.js';
import { Pusher } from './pusher.js';
import { Requesting } from './requesting.js';
import { lineOf } from './text.js';
import type { AllReceived, AllSent, Received } from './types.js';

const data = payload('Text to send, each line as a message', { example: 'Hello' });
const whole = flag('Send all of it as one message', { default: false });
const parts = flag('Send all of it as one message, each line as a part', { default: false });
const count = number('Number of messages to wait for; 0 for any', { default: 0 });
const silence = number('Silence in milliseconds that ends it; 0 for none', { default: 0 });
const host = { ...listenOn, role: 'destination' } as const;
const port = number('Port to bind to, instead of connecting; 0 for any free one', {
  optional: true,
});
const address = addressParam({ optional: true });
const linger = number('Longest wait until everything is sent, in milliseconds', {
  default: 30_000,
});
/** Commands that wait for others run until they are interrupted. */
const deadlines = { timeout: 2 ** 31 - 1 };

const asText = {
  rows: ({ messages }: AllReceived) => messages,
  text: ({ messages }: AllReceived) => messages.map(lineOf).join('\n'),
  textOf: (message: Received) => `${lineOf(message)}\n`,
};

/**
 * Sends each line as a request (REQ) and returns the replies.
 *
 * With `--stream`, replies are printed as they arrive, and `--data -` sends standard input as it is typed,
 * line by line.
 *
 * @returns `messages`: `data` is text, or bytes as Base64 if `type` is `binary`; `parts` if there are
 * several.
 * @throws {TimeoutError} A reply did not arrive within firstByteTimeout.
 * @throws {ConnectionError} The connection was refused or lost.
 * @throws {ServiceError} The other side is not a REP or ROUTER socket, or requires authentication.
 * @see https://rfc.zeromq.org/spec/28/
 */
export const request = method('zeromq', 'Request', {
  effect: 'write',
  params: { address: addressParam(), data, whole, parts, wait },
  deadlines: { firstByteTimeout: 30_000 },
  async run(given, call): Promise<AllReceived> {
    call.wouldSend(() => dryRunLine({ type: 'REQ', ...given }));
    return Requesting.all(await Requesting.start(given, call));
  },
  stream: (given, call) => Requesting.start(given, call),
  ...asText,
});

/**
 * Publishes each line as a message (PUB) on a port, once subscribers are there.
 *
 * With `--data -`, standard input is published as it is typed. Messages that no one has subscribed to are
 * dropped, as always with ZeroMQ. Only this machine can connect, unless `host` is another address.
 *
 * @returns `sent`: the number of messages.
 * @throws {InputError} The port is in use.
 * @see https://rfc.zeromq.org/spec/29/
 */
export const publish = method('zeromq', 'Publish', {
  effect: 'write',
  commandOnly: true,
  params: {
    port: number('Port to bind to; 0 for any free one', { example: '5555' }),
    data,
    topic: text('First part of each message, for subscribers to choose by', { optional: true }),
    whole,
    subscribers: number('Number of subscribers to wait for; 0 for none', { default: 1 }),
    host,
    poolSize,
    linger,
  },
  deadlines,
  async run({ linger, subscribers, port, host, poolSize, ...given }, call): Promise<AllSent> {
    const publisher = new Publisher({ log: undefined, linger });
    await listening(publisher, { host, port, poolSize }, call);
    try {
      await publisher.subscribed(subscribers, call);
      const send = (message: readonly Uint8Array[]) => publisher.send(message, 0, call, linger);
      return await sendAll({ ...given, parts: false }, send);
    } finally {
      await publisher.close();
    }
  },
});

/**
 * Receives messages from a publisher (SUB), until a number of them, a silence or Ctrl-C.
 *
 * With `--stream`, messages are printed as they arrive. A lost connection is opened again.
 *
 * @returns `messages`: `data` is text, or bytes as Base64 if `type` is `binary`; `parts` if there are
 * several.
 * @throws {ConnectionError} The connection was refused.
 * @throws {ServiceError} The other side is not a PUB or XPUB socket, or requires authentication.
 * @see https://rfc.zeromq.org/spec/29/
 */
export const listen = method('zeromq', 'Listen', {
  effect: 'read',
  params: {
    address: addressParam(),
    prefix: list(texts, 'Prefixes of the messages; without any, all messages', {
      optional: true,
      example: "['weather.']",
    }),
    count,
    silence,
    wait,
  },
  deadlines,
  async run(given, call): Promise<AllReceived> {
    call.wouldSend(() => dryRunLine({ type: 'SUB', prefixes: given.prefix ?? [''], ...given }));
    return Incoming.all(await subscribing(given, call));
  },
  stream: (given, call) => subscribing(given, call),
  ...asText,
});

/**
 * Sends each line as a message (PUSH) to one of the PULL sockets that are connected.
 *
 * It connects to `address`, or binds `port` and waits for others to connect. With `--data -`, standard input
 * is sent as it is typed. It ends when everything was sent.
 *
 * @returns `sent`: the number of messages.
 * @throws {ConnectionError} The connection was refused, or no one accepted the messages in time (`linger`).
 * @throws {ServiceError} The other side is not a PULL socket, or requires authentication.
 * @throws {InputError} The port is in use.
 * @see https://rfc.zeromq.org/spec/30/
 */
export const push = method('zeromq', 'Push', {
  effect: 'write',
  params: { address, port, data, whole, parts, wait, host, poolSize, linger },
  deadlines,
  async run({ linger, ...given }, call): Promise<AllSent> {
    checkEither(given, call);
    call.wouldSend(() => dryRunLine({ type: 'PUSH', ...given }));
    const pusher = await openEither(Pusher, given, linger, call);
    let isDone = false;
    try {
      const done = await sendAll(given, (message) => pusher.send(message, 0, call));
      isDone = true;
      return done;
    } finally {
      // What follows from another failure must not hide it.
      await pusher.close().catch((error) => {
        if (isDone) throw error;
      });
    }
  },
});

/**
 * Receives messages from PUSH sockets (PULL), until a number of them, a silence or Ctrl-C.
 *
 * It connects to `address`, or binds `port` and waits for others to connect. With `--stream`, messages are
 * printed as they arrive.
 *
 * @returns `messages`: `data` is text, or bytes as Base64 if `type` is `binary`; `parts` if there are
 * several.
 * @throws {ConnectionError} The connection was refused.
 * @throws {ServiceError} The other side is not a PUSH socket, or requires authentication.
 * @throws {InputError} The port is in use.
 * @see https://rfc.zeromq.org/spec/30/
 */
export const pull = method('zeromq', 'Pull', {
  effect: 'write',
  params: { address, port, count, silence, wait, host, poolSize },
  deadlines,
  async run(given, call): Promise<AllReceived> {
    checkEither(given, call);
    call.wouldSend(() => dryRunLine({ type: 'PULL', ...given }));
    return Incoming.all(await pulling(given, call));
  },
  stream: (given, call) => pulling(given, call),
  ...asText,
});
