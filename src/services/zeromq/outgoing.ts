import type { Readable } from 'node:stream';
import { type Payload, payloadBytes } from '../../core/definition/kinds/index.js';
import { Bytes } from '../../core/files/bytes.js';

/** What a command sends. */
export interface Outgoing {
  data: Payload;
  /** All of it is one message. */
  whole: boolean;
  /** Each line is a part of one message. */
  parts: boolean;
  /** The first part of each message. */
  topic?: string | undefined;
}

type Sendable = readonly Uint8Array[];

/** The messages of a command, and how to stop reading them. */
export interface OutgoingMessages {
  /** Those of a text are all there: 100,000 of them need no promises. */
  messages: Iterable<Sendable> | AsyncIterable<Sendable>;
  stop(): void;
}

/** Each line as a message, as it is read. */
export function outgoing({ data, whole, parts, topic }: Outgoing): OutgoingMessages {
  const before = topic === undefined ? [] : [Buffer.from(topic)];
  const messageOf = (line: string) => [...before, Buffer.from(line)];
  const together = (lines: readonly string[]) => [
    ...before,
    ...lines.map((one) => Buffer.from(one)),
  ];
  if (!(data instanceof Bytes)) {
    const lines = whole ? [data] : data.replace(/\r?\n$/, '').split(/\r?\n/);
    const messages = parts && !whole ? [together(lines)] : mapped(lines, messageOf);
    return { messages, stop() {} };
  }

  let source: Readable | undefined;
  async function* read(from: Bytes): AsyncGenerator<Sendable> {
    if (whole) {
      yield [...before, await payloadBytes(from)];
      return;
    }
    const { createInterface } = await import('node:readline');
    // Standard input may never end: it must be closed with the command.
    source = await from.open();
    const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
    const all: string[] = [];
    for await (const line of lines) {
      if (parts) all.push(line);
      else yield messageOf(line);
    }
    if (parts) yield together(all);
  }
  return { messages: read(data), stop: () => source?.destroy() };
}

function* mapped<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item);
}
