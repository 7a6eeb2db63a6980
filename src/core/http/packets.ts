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

/** The body packet by packet, decompressed. */
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
  try {
    if (reader.first) watch.enter(reader.first);
    for await (const packet of await decoded(answer, exchange.call)) {
      const found = reader.add(packet as Buffer);
      if (found !== undefined) {
        // While the caller is processing, the idle timeout must not run.
        watch.hold();
        yield found;
        watch.enter('idleTimeout');
      }
      reader.check();
    }
    const stopped = answer.reason();
    if (stopped) throw stopped;
    const rest = reader.end();
    if (rest !== undefined) yield rest;
  } catch (error) {
    throw broken(error as Error, exchange);
  } finally {
    answer.release();
  }
}
