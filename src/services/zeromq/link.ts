import type { Socket } from 'node:net';
import { dial } from '../../core/access/dial.js';
import { addressOf, connect } from '../../core/connection/connect.js';
import type { ConnectionLog } from '../../core/connection/connection-log.js';
import type { HostPort } from '../../core/connection/host-port.js';
import { opening } from '../../core/connection/opening.js';
import type { Call } from '../../core/definition/call.js';
import { ConnectionError } from '../../core/errors/errors.js';
import { pause } from '../../core/http/wait.js';
import { now } from '../../core/util/clock.js';
import type { Peer } from '../../core/zmtp/peer.js';
import { handshakeFailure } from './failure.js';

/** Where peers come from: one that is connected to, or those that connect. */
export interface PeerSource {
  /** What it is, for messages: `tcp://127.0.0.1:5555`. */
  readonly address: string;
  /** Called when a peer is ready. */
  ready(peer: Peer): void;
  /** Called when the connection of a peer was closed. */
  lost(peer: Peer, problem: Error | undefined): void;
  /** From now on there are no new peers. */
  stop(): Promise<void>;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** How long connecting may take, after the first time. */
const CONNECTING = 10_000;

interface LinkSpec {
  to: HostPort;
  call: Call;
  log: ConnectionLog | undefined;
  /** Makes a peer of a socket, which reports to this link. */
  attach(socket: Socket, address: string): Peer;
}

/** A connection to one peer, which is opened again whenever it is lost. */
export class Link implements PeerSource {
  readonly address: string;
  readonly #spec: LinkSpec;
  #first: { resolve(): void; reject(error: Error): void } | undefined;
  #wait = FIRST_PAUSE;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(spec: LinkSpec) {
    this.#spec = spec;
    this.address = addressOf(spec.to.host, spec.to.port);
  }

  /** Connects for the first time, and waits this long (in milliseconds) for a socket to be bound. */
  async open(longest: number): Promise<void> {
    const { call } = this.#spec;
    const latest = now() + longest;
    for (;;) {
      try {
        await this.#connect();
        return;
      } catch (error) {
        const isMissing = error instanceof ConnectionError && error.retryable && !error.sent;
        if (!isMissing || now() >= latest) throw error;
        await pause(FIRST_PAUSE, call);
      }
    }
  }

  #connect(): Promise<void> {
    const { to, call, log, attach } = this.#spec;
    log?.add(`Connecting to ${this.address}`);
    call.debug(() => `> connecting to ${this.address}`);
    return opening(call, log, async (task) => {
      const socket = await connect(task, { to, what: 'ZeroMQ' });
      const peer = attach(socket, this.address);
      // The handshake is a part of it.
      socket.ref();
      try {
        await task.until<void>((resolve, reject) => {
          this.#first = { resolve, reject };
        });
        call.debug(() => '< connected');
      } catch (error) {
        peer.destroy();
        throw error;
      } finally {
        this.#first = undefined;
        socket.unref();
      }
    });
  }

  ready(): void {
    this.#wait = FIRST_PAUSE;
    this.#first?.resolve();
  }

  lost(_: Peer, problem: Error | undefined): void {
    if (this.#first) {
      this.#first.reject(handshakeFailure(this.#spec.call, this.address, problem));
      return;
    }
    if (!this.#isStopped) {
      const message = `The connection to ${this.address} was lost; connecting again`;
      this.#spec.call.options.onNotice?.({ severity: 'NOTICE', message });
    }
    this.#connectLater();
  }

  #connectLater(): void {
    if (this.#isStopped || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#connectAgain();
    }, this.#wait).unref();
    this.#wait = Math.min(this.#wait * 2, LONGEST_PAUSE);
  }

  /** It has no call that could fail, and must not keep the process alive. */
  #connectAgain(): void {
    if (this.#isStopped) return;
    const { to, call, log, attach } = this.#spec;
    log?.add(`Connecting to ${this.address} again`);
    let socket: Socket;
    try {
      socket = dial(call.access.network, to.host, to.port);
    } catch (error) {
      // The access of the call has ended.
      log?.add(`Connection failed: ${(error as Error).message}`);
      return;
    }
    socket.unref();
    const timer = setTimeout(() => socket.destroy(), CONNECTING).unref();
    const onClose = () => {
      clearTimeout(timer);
      this.#connectLater();
    };
    socket.once('close', onClose);
    socket.on('error', (error) => log?.add(`Connection failed: ${error.message}`));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('close', onClose);
      if (this.#isStopped) socket.destroy();
      else attach(socket, this.address);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
