import net from 'node:net';
import type { Network } from './network.js';

/** Connects to a host, if the network allows it. Returns the socket before it is connected. */
export function dial(
  network: Network,
  host: string,
  port: number,
  { allowHalfOpen = false }: { allowHalfOpen?: boolean | undefined } = {},
): net.Socket {
  network.check(host, port);
  return net.connect({
    ...{ host, port, allowHalfOpen, noDelay: true },
    ...lookupOf(network, host, port),
  });
}

/** A socket for a driver that connects it itself, only to hosts that the network allows. */
export function socketFor(network: Network): net.Socket {
  return new CheckedSocket(network);
}

class CheckedSocket extends net.Socket {
  readonly #network: Network;

  constructor(network: Network) {
    super();
    this.#network = network;
  }

  // Drivers connect to a port and host, or to the path of a socket.
  override connect(...given: unknown[]): this {
    const [to, host] = given;
    if (typeof to === 'number' && typeof host === 'string') {
      this.#network.check(host, to);
      return super.connect({ port: to, host, ...lookupOf(this.#network, host, to) });
    }
    this.#network.check(String(to), 0);
    return super.connect(...(given as [string]));
  }
}

function lookupOf(network: Network, host: string, port: number) {
  const lookup = network.lookup(host, port);
  return lookup && { lookup };
}
