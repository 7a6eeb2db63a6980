import { addressOf } from '../../core/connection/connect.js';
import type { HostPort } from '../../core/connection/host-port.js';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';
import type { BindingOptions } from './binding.js';
import type { Endpoint } from './endpoint.js';
import { Incoming, type Until } from './incoming.js';
import { bound, connected, type MakeEndpoint } from './open.js';
import { type Outgoing, outgoing } from './outgoing.js';
import { Puller } from './puller.js';
import { Subscriber } from './subscriber.js';
import type { AllSent } from './types.js';

/** A command that connects, or else binds a port. */
interface Either {
  address?: HostPort | undefined;
  port?: number | undefined;
  host: string;
  poolSize: number;
  wait: number;
}

/**
 * Opens an endpoint for one command: connected to the address, or bound to the port.
 *
 * @throws {InputError} Neither is given, or both.
 */
export async function openEither<E extends Endpoint>(
  Type: MakeEndpoint<E>,
  { address, port, host, poolSize, wait }: Either,
  linger: number,
  call: Call,
): Promise<E> {
  checkEither({ address, port }, call);
  const endpoint = new Type({ log: undefined, linger });
  if (address) return connected(endpoint, { to: address, wait }, call);
  return listening(endpoint, { host, port: port!, poolSize }, call);
}

/** @throws {InputError} Neither is given, or both. */
export function checkEither({ address, port }: Pick<Either, 'address' | 'port'>, call: Call): void {
  if ((address === undefined) !== (port === undefined)) return;
  const [to, at] = [call.label('address'), call.label('port')];
  const message = address ? `${to} and ${at} exclude each other` : `${to} or ${at} is missing`;
  const hint = `${to} connects to a socket, ${at} waits for others to connect.`;
  throw new InputError({ method: call.method, param: 'address', message, hint });
}

/** Binds a port, and says so. */
export async function listening<E extends Endpoint>(
  endpoint: E,
  options: BindingOptions,
  call: Call,
): Promise<E> {
  await bound(endpoint, options, call);
  const message = `Listening on ${addressOf(options.host, endpoint.port)}`;
  call.options.onNotice?.({ severity: 'NOTICE', message });
  return endpoint;
}

/** Sends all messages of a command, one after the other. */
export async function sendAll(
  given: Outgoing,
  send: (message: readonly Uint8Array[]) => number | Promise<number>,
): Promise<AllSent> {
  const { messages, stop } = outgoing(given);
  let sent = 0;
  try {
    if (Symbol.iterator in messages) {
      for (const message of messages) {
        const sending = send(message);
        if (typeof sending !== 'number') await sending;
        sent++;
      }
    } else {
      for await (const message of messages) {
        await send(message);
        sent++;
      }
    }
  } finally {
    stop();
  }
  return { result: true, sent };
}

/** Subscribes to a publisher. Without prefixes, to all of its messages. */
export async function subscribing(
  { address, prefix = [''], wait, ...until }: SubscribingTo,
  call: Call,
): Promise<Incoming> {
  const subscriber = new Subscriber({ log: undefined, linger: 0 });
  for (const one of prefix) subscriber.subscribe(Buffer.from(one));
  return new Incoming(await connected(subscriber, { to: address, wait }, call), until, call);
}

interface SubscribingTo extends Until {
  address: HostPort;
  prefix?: readonly string[] | undefined;
  wait: number;
}

export async function pulling({ count, silence, ...from }: Either & Until, call: Call) {
  return new Incoming(await openEither(Puller, from, 0, call), { count, silence }, call);
}
