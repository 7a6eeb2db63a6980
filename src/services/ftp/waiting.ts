import type { Socket } from 'node:net';
import { listen } from '../../core/access/listen.js';
import type { Call } from '../../core/definition/call.js';
import { InputError } from '../../core/errors/errors.js';

/** Strangers may come before the server does. */
const MOST = 8;

/** A port that waits for one connection. */
export interface Waiting {
  readonly port: number;
  /** The first connection from this host; connections from others are refused. */
  accept(): Promise<Socket>;
  close(): void;
}

/**
 * Waits on a port for one connection from a host, on the address through which that host is reached.
 * Only for users and programs: a model must not open ports of this machine.
 */
export async function waitForOne(call: Call, address: string, from: string): Promise<Waiting> {
  if (!call.access.trusted) {
    throw new InputError({
      method: call.method,
      message: 'the server is not allowed to connect to this machine',
      hint: 'Use passive mode.',
    });
  }
  let found!: (socket: Socket) => void;
  const accepted = new Promise<Socket>((resolve) => {
    found = resolve;
  });
  const where = { host: address, port: 0, mostConnections: MOST, allowHalfOpen: false };
  const server = await listen(call, where, (socket) => {
    if (bare(socket.remoteAddress ?? '') !== bare(from)) {
      socket.destroy();
      return;
    }
    void server.stop();
    found(socket);
  });
  return { port: server.port, accept: () => accepted, close: () => void server.stop() };
}

/** An IPv4 address may be written as an IPv6 address. */
function bare(address: string): string {
  return address.replace(/^::ffff:/i, '');
}
