import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import type { RequestSpec } from './build.js';
import type { Exchange } from './message.js';
import { type PacketReader, readPackets } from './packets.js';
import { where } from './read.js';
import { readAccepted } from './read-accepted.js';
import { exchange } from './request.js';

/** An event of a stream, as the parser gives it. Our own type: the package is not there for users. */
export interface ServerEvent {
  event?: string | undefined;
  id?: string | undefined;
  data: string;
}

/** No single event is larger than this: a server that never ends one would fill the memory. */
const LARGEST_EVENT = 64 * 1024 * 1024;

/**
 * Server-sent events, in batches: all that one packet brought, at once. Comments (keep-alives) are
 * no events, and do not hold up the deadline for silence; before the first event they are a server
 * that has not begun to answer. `onStray` is told of lines that are no part of the format.
 */
export function events(
  exchange: Exchange,
  onStray: (line: string) => void = () => {},
): AsyncGenerator<ServerEvent[]> {
  return readPackets(exchange, new EventReader(exchange, onStray));
}

class EventReader implements PacketReader<ServerEvent[]> {
  readonly first = 'firstByteTimeout';
  readonly #exchange: Exchange;
  readonly #decoder = new TextDecoder();
  readonly #parser: EventSourceParser;
  #batch: ServerEvent[] = [];
  /** Bytes that have come without an event. */
  #pending = 0;

  constructor(exchange: Exchange, onStray: (line: string) => void) {
    this.#exchange = exchange;
    this.#parser = createParser({
      onEvent: (event) => this.#batch.push(event),
      onError: ({ field, value, line }) => {
        // No field of the format, but how old llama.cpp tells that something failed.
        if (field === 'error') this.#batch.push({ event: 'error', data: value ?? '' });
        else if (line !== undefined) onStray(line);
      },
    });
  }

  add(packet: Buffer): ServerEvent[] | undefined {
    const found = this.#feed(this.#decoder.decode(packet, { stream: true }));
    this.#pending = found ? 0 : this.#pending + packet.length;
    return found;
  }

  check(): void {
    if (this.#pending > LARGEST_EVENT) throw tooLarge(this.#exchange);
  }

  /** A last event without the empty line that ends it is still what the server said. */
  end(): ServerEvent[] | undefined {
    return this.#feed(`${this.#decoder.decode()}\n\n`);
  }

  #feed(text: string): ServerEvent[] | undefined {
    this.#batch = [];
    this.#parser.feed(text);
    return this.#batch.length > 0 ? this.#batch : undefined;
  }
}

function tooLarge({ request, call }: Exchange): ResponseError {
  return new ResponseError({
    method: call.method,
    message: `the server sent ${LARGEST_EVENT / 1024 / 1024} MiB without an event (${where(request)})`,
  });
}

/** Either the events of a stream, or the whole answer of a server that does not stream. */
export type EventsOrWhole = { events: AsyncGenerator<ServerEvent[]> } | { whole: unknown };

/** Sends a request whose answer is a stream of events; retries end where the stream begins. */
export function requestEvents(
  call: Call,
  method: string,
  url: URL,
  spec: RequestSpec,
): Promise<EventsOrWhole> {
  const ownHeaders = { accept: 'text/event-stream, application/json', ...spec.ownHeaders };
  return exchange(call, method, url, { ...spec, ownHeaders }, eventsOrWhole);
}

async function eventsOrWhole(exchange: Exchange): Promise<EventsOrWhole> {
  return /json|html/i.test(exchange.answer.headers['content-type'] ?? '')
    ? { whole: await readAccepted(exchange) }
    : { events: events(exchange) };
}
