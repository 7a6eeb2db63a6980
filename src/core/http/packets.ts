import type { Body } from './body.js';
import { decoded } from './decode.js';
import type { Exchange } from './message.js';
import { broken } from './read.js';

/** Parses a body packet by packet: into events or lines. */
export interface PacketReader<T> {
  /** The deadline for the first item, if it is not the idle timeout. */
  readonly first?: 'firstByteTimeout';
  /** The items of a packet. `undefined` for one that counts as idle: a keep-alive. */
  add(packet: Buffer): T | undefined;
  /** Throws if reading must stop. The result of `add` has been consumed by then. */
  check(): void;
  /** The remaining items at the end of the body. */
  end(): T | undefined;
}

const asItIs: PacketReader<Buffer> = {
  add: (packet) => packet,
  check() {},
  end: () => undefined,
};

/**
 * The body packet by packet, decompressed, with all that arrived before it broke off: the last bytes
 * may say why.
 *
 * @throws {ResponseError} The body ended early, after its last packet.
 */
export function packets(exchange: Exchange): AsyncGenerator<Buffer> {
  return readPackets(exchange, asItIs);
}

/**
 * The parsed body, one packet's items at a time. A body that ends early is an error. In any case
 * the connection is released.
 */
export async function* readPackets<T>(
  exchange: Exchange,
  reader: PacketReader<T>,
): AsyncGenerator<T> {
  const { answer } = exchange;
  const { watch } = answer;
  let turns: Turns | undefined;
  try {
    if (reader.first) watch.enter(reader.first);
    turns = new Turns(await decoded(answer, exchange.call));
    for (;;) {
      const packet = turns.waiting() ?? (await turns.next());
      const stopped = answer.reason();
      if (stopped) throw stopped;
      if (!packet) break;
      const found = reader.add(packet);
      if (found !== undefined) {
        // While the caller is processing, the idle timeout must not run.
        watch.hold();
        yield found;
        watch.enter('idleTimeout');
      }
      reader.check();
    }
    const rest = reader.end();
    if (rest !== undefined) yield rest;
  } catch (error) {
    throw broken(error as Error, exchange);
  } finally {
    turns?.leave();
    answer.release();
  }
}

/** Bytes that may wait for a slow reader before the server has to. */
const MOST_WAITING = 1024 * 1024;

/**
 * Reads a body in turns. A stream of Node that is read in turns drops what waits in it as soon as the
 * connection is lost.
 */
class Turns {
  readonly #body: Body;
  readonly #waiting: Buffer[] = [];
  #size = 0;
  #paused = false;
  #end: { error?: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(body: Body) {
    this.#body = body;
    body.read({
      data: (chunk) => this.#add(chunk),
      end: () => this.#ends({}),
      fail: (error) => this.#ends({ error }),
    });
  }

  /** A packet that has already arrived. */
  waiting(): Buffer | undefined {
    const packet = this.#waiting.shift();
    if (packet) this.#size -= packet.length;
    if (this.#paused && this.#size < MOST_WAITING / 2) {
      this.#paused = false;
      this.#body.resume();
    }
    return packet;
  }

  /** The next packet; `undefined` after the last one. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const packet = this.waiting();
      if (packet) return packet;
      if (this.#end?.error) throw this.#end.error;
      if (this.#end) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The reader needs no more. */
  leave(): void {
    if (!this.#end) this.#body.destroy();
  }

  #add(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= MOST_WAITING && !this.#paused) {
      this.#paused = true;
      this.#body.pause();
    }
    this.#wake?.();
  }

  #ends(end: { error?: Error }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
