import http, { type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** How long a client may take to send its request. */
const SLOWEST = 10_000;

/** Handles a request to speak another protocol from now on. */
export type OnUpgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/**
 * What to do with the connections of a server that only accepts upgrades, such as those to
 * WebSocket: any other request gets the status 426.
 */
export function upgradesOnly(onUpgrade: OnUpgrade): (socket: Socket) => void {
  const timers = new WeakMap<Socket, NodeJS.Timeout>();
  const server = http.createServer({ maxHeaderSize: 16 * 1024 }, (_, response) => {
    response
      .writeHead(426, { connection: 'close', upgrade: 'websocket' })
      .end('Upgrade Required\n');
  });
  server.on('clientError', (_, socket) => socket.destroy());
  server.on('upgrade', (request, socket: Socket, head: Buffer) => {
    clearTimeout(timers.get(socket));
    onUpgrade(request, socket, head);
  });
  return (socket) => {
    // The server does not listen itself, so its own deadlines do not apply.
    const timer = setTimeout(() => socket.destroy(), SLOWEST).unref();
    timers.set(socket, timer);
    socket.once('close', () => clearTimeout(timer));
    server.emit('connection', socket);
  };
}
