import type { Exchange } from './message.js';
import { broken, decoded } from './read.js';

/** Makes something of a body packet by packet: its events, its lines. */
export interface PacketReader<T> {
  /** The deadline for the first of it, where that is not the one for silence. */
  readonly first?: 'firstByteTimeout';
  /** What a packet brought; `undefined` for one that counts as silence: a keep-alive. */
  add(packet: Buffer): T | undefined;
  /** Throws where no more is to be read. What `add` gave has been taken by then. */
  check(): void;
  /** What is left at the end of the body. */
  end(): T | undefined;
}

const asItIs: PacketReader<Buffer> = {
  add: (packet) => packet,
  check() {},
  end: () => undefined,
};

/** The body packet by packet, its compression undone. */
export function packets(exchange: Exchange): AsyncGenerator<Buffer> {
  return readPackets(exchange, asItIs);
}

/**
 * What a reader makes of the body, one packet's yield at a time. A body that breaks off is an error
 * that says so; however it ends, the connection is let go of.
 */
export async function* readPackets<T>(
  exchange: Exchange,
  reader: PacketReader<T>,
): AsyncGenerator<T> {
  const { answer } = exchange;
  const { watch } = answer;
  try {
    if (reader.first) watch.enter(reader.first);
    for await (const packet of await decoded(answer)) {
      const found = reader.add(packet as Buffer);
      if (found !== undefined) {
        // While the caller is at work, the other side is not to blame for the silence.
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
