import net from 'node:net';
import { listen } from './server.js';

/** A way to a server that can be cut, or on which nothing arrives any more. */
export interface Relay {
  port: number;
  /** The sockets of each connection: from the client, and to the server. */
  pairs: [net.Socket, net.Socket][];
  /** Breaks all connections. */
  drop(): void;
  /** Lets all connections stay open, and nothing pass. */
  silence(): void;
}

export async function startRelay(to: number): Promise<Relay> {
  const pairs: [net.Socket, net.Socket][] = [];
  const { port } = await listen(
    net.createServer((from) => {
      const server = net.connect(to, '127.0.0.1');
      pairs.push([from, server]);
      for (const socket of [from, server]) socket.on('error', () => {});
      from.pipe(server).pipe(from);
    }),
  );
  return {
    port,
    pairs,
    drop: () => {
      for (const sockets of pairs) for (const socket of sockets) socket.destroy();
    },
    silence: () => {
      for (const [from, server] of pairs) {
        server.unpipe(from);
        from.unpipe(server);
      }
    },
  };
}
