import type { Socket } from 'node:net';
import { type ListeningServer, listen } from '../../core/access/listen.js';
import { addressOf } from '../../core/connection/connect.js';
import type { Call } from '../../core/definition/call.js';
import type { Peer } from '../../core/zmtp/peer.js';
import type { PeerSource } from './link.js';

/** Where a socket is bound. */
export interface BindingOptions {
  host: string;
  port: number;
  /** More connections than this are closed at once. */
  poolSize: number;
}

/** A port to which peers connect. */
export class Binding implements PeerSource {
  readonly address: string;
  readonly port: number;
  readonly #server: ListeningServer;

  private constructor(host: string, server: ListeningServer) {
    this.#server = server;
    this.port = server.port;
    this.address = addressOf(host, server.port);
  }

  static async open(
    { host, port, poolSize }: BindingOptions,
    call: Call,
    attach: (socket: Socket, address: string) => Peer,
  ): Promise<Binding> {
    const where = { host, port, mostConnections: poolSize, allowHalfOpen: false };
    const server = await listen(call, where, (socket) => {
      attach(socket, addressOf(socket.remoteAddress ?? '', socket.remotePort ?? 0));
    });
    return new Binding(host, server);
  }

  ready(): void {}

  lost(): void {}

  async stop(): Promise<void> {
    // It ends when the last connection is closed: those are closed later.
    void this.#server.stop();
  }
}
