import { createServer, type Socket } from 'node:net';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';

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
  const server = createServer({ noDelay: true }, (socket) => {
    if (bare(socket.remoteAddress ?? '') !== bare(from)) {
      socket.destroy();
      return;
    }
    server.close();
    found(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, 1, resolve);
  });
  const { port } = server.address() as { port: number };
  return { port, accept: () => accepted, close: () => void server.close() };
}

/** An IPv4 address may be written as an IPv6 address. */
function bare(address: string): string {
  return address.replace(/^::ffff:/i, '');
}
