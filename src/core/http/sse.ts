import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import type { RequestSpec } from './build.js';
import type { Exchange } from './message.js';
import { type PacketReader, readPackets } from './packets.js';
import { where } from './read.js';
import { readAccepted } from './read-accepted.js';
import { exchange } from './request.js';
import { Utf8Stream } from './utf8.js';

/** An event of a stream, as the parser returns it. Our own type: users do not have the package. */
export interface ServerEvent {
  event?: string | undefined;
  id?: string | undefined;
  data: string;
}

/** The maximum size of an event: a server that never ends one would exhaust the memory. */
const LARGEST_EVENT = 64 * 1024 * 1024;

/**
 * Server-sent events, in batches: one per packet. Comments (keep-alives) are not events and do not
 * reset the idle timeout; before the first event, the server has not begun to respond. `onStray` is
 * called with lines that do not belong to the format.
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
  readonly #decoder = new Utf8Stream();
  readonly #parser: EventSourceParser;
  #batch: ServerEvent[] = [];
  /** Bytes received without an event. */
  #pending = 0;

  constructor(exchange: Exchange, onStray: (line: string) => void) {
    this.#exchange = exchange;
    this.#parser = createParser({
      onEvent: (event) => this.#batch.push(event),
      onError: ({ field, value, line }) => {
        // Not a field of the format, but old llama.cpp reports failures in it.
        if (field === 'error') this.#batch.push({ event: 'error', data: value ?? '' });
        else if (line !== undefined) onStray(line);
      },
    });
  }

  add(packet: Buffer): ServerEvent[] | undefined {
    const found = this.#feed(this.#decoder.add(packet));
    this.#pending = found ? 0 : this.#pending + packet.length;
    return found;
  }

  check(): void {
    if (this.#pending > LARGEST_EVENT) throw tooLarge(this.#exchange);
  }

  /** A last event without an empty line still counts. */
  end(): ServerEvent[] | undefined {
    return this.#feed(`${this.#decoder.end()}\n\n`);
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

/** Either the events of a stream, or the whole response of a server that does not stream. */
export type EventsOrWhole = { events: AsyncGenerator<ServerEvent[]> } | { whole: unknown };

/** Sends a request whose response is a stream of events. No retries once the stream has begun. */
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
