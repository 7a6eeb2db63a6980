import { addressOf } from '../../core/connection/connect.js';
import type { HostPort } from '../../core/connection/host-port.js';
import type { Call } from '../../core/definition/call.js';
import { number } from '../../core/definition/kinds/index.js';
import { Binding, type BindingOptions } from './binding.js';
import type { Endpoint, EndpointOptions } from './endpoint.js';
import { Link } from './link.js';

export const linger = number('Longest wait for unsent messages when closing, in milliseconds', {
  default: 5000,
});

export const wait = number('Longest wait for the other side to be there, in milliseconds', {
  default: 0,
});

/** Connects a socket, which connects again whenever the connection is lost. */
export async function connected<E extends Endpoint>(
  endpoint: E,
  { to, wait }: { to: HostPort; wait: number },
  call: Call,
): Promise<E> {
  const { log, attach } = endpoint;
  const link = new Link({ to, call, log, attach });
  endpoint.from(link);
  try {
    await link.open(wait);
    return endpoint;
  } catch (error) {
    await endpoint.close();
    throw error;
  }
}

/** Binds a socket to a port. */
export async function bound<E extends Endpoint>(
  endpoint: E,
  options: BindingOptions,
  call: Call,
): Promise<E> {
  endpoint.from(await Binding.open(options, call, endpoint.attach));
  endpoint.log?.add(`Listening on ${addressOf(options.host, endpoint.port)}`);
  return endpoint;
}

/** Makes an endpoint of one type. */
export type MakeEndpoint<E extends Endpoint> = new (options: EndpointOptions) => E;
