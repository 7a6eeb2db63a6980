import net from 'node:net';
import type { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { NotAllowed } from './not-allowed.js';

/** Where a server listens, and how many clients it accepts at a time. */
export interface ListenOptions {
  host: string;
  port: number;
  /** More connections than this are closed at once. */
  mostConnections: number;
  /** Whether a client that has finished sending can still be answered. */
  allowHalfOpen?: boolean;
}

/** A server that listens, on a port that the system chose if it was 0. */
export interface ListeningServer {
  readonly port: number;
  /** Stops listening. Open connections stay open. */
  stop(): Promise<void>;
}

/**
 * Listens for connections, if the call's access allows it.
 *
 * The server and its connections do not keep the process alive.
 *
 * @throws {InputError} It is not allowed, or not possible: the port is in use.
 */
export async function listen(
  call: Call,
  { host, port, mostConnections, allowHalfOpen = true }: ListenOptions,
  onConnection: (socket: net.Socket) => void,
): Promise<ListeningServer> {
  if (!call.access.network.listens)
    throw new NotAllowed('listening on a port of this machine is not allowed');
  const server = net.createServer({ allowHalfOpen, noDelay: true }, (socket) => {
    socket.unref();
    // Whatever a client does: without a listener, its error would end the process.
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.maxConnections = mostConnections;
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(call, host, port, error)));
    try {
      server.listen({ host, port }, resolve);
    } catch (error) {
      reject(cannotListen(call, host, port, error as Error));
    }
  });
  // Too many open files, for example: the server goes on when some are closed.
  server.on('error', () => {});
  const { port: found } = server.address() as net.AddressInfo;
  return {
    port: found,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'it is not an address of this machine',
  ERR_SOCKET_BAD_PORT: 'the port must be a number from 0 to 65535',
};

function cannotListen(
  { method }: Call,
  host: string,
  port: number,
  error: NodeJS.ErrnoException,
): InputError {
  const why = REASONS[error.code ?? ''] ?? error.message;
  const message = `cannot listen on ${host}, port ${port}: ${why}`;
  return new InputError({ method, param: 'port', message, cause: error });
}
