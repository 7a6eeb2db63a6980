import { createParser } from 'eventsource-parser';
import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import type { RequestSpec } from './build.js';
import type { Answer, HttpRequest } from './message.js';
import { broken, decoded, readJson, where } from './read.js';
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
export async function* events(
  answer: Answer,
  request: HttpRequest,
  call: Call,
  onStray: (line: string) => void = () => {},
): AsyncGenerator<ServerEvent[]> {
  let batch: ServerEvent[] = [];
  let pending = 0;
  const parser = createParser({
    onEvent: (event) => batch.push(event),
    onError({ field, value, line }) {
      // No field of the format, but how old llama.cpp tells that something failed.
      if (field === 'error') batch.push({ event: 'error', data: value ?? '' });
      else if (line !== undefined) onStray(line);
    },
  });
  const decoder = new TextDecoder();
  try {
    answer.watch.enter('firstByteTimeout');
    for await (const chunk of await decoded(answer)) {
      parser.feed(decoder.decode(chunk as Buffer, { stream: true }));
      pending += (chunk as Buffer).length;
      if (batch.length > 0) {
        pending = 0;
        // While the reader is at work, the other side is not to blame for the silence.
        answer.watch.hold();
        yield batch;
        answer.watch.enter('idleTimeout');
        batch = [];
      }
      if (pending > LARGEST_EVENT) throw tooLarge(request, call);
    }
    const stopped = answer.reason();
    if (stopped) throw stopped;
    // A last event without the empty line that ends it is still what the server said.
    parser.feed(`${decoder.decode()}\n\n`);
    if (batch.length > 0) yield batch;
  } catch (error) {
    throw broken(error as Error, answer, request, call);
  } finally {
    answer.release();
  }
}

function tooLarge(request: HttpRequest, call: Call): ResponseError {
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
  return exchange<EventsOrWhole>(
    call,
    method,
    url,
    { ...spec, ownHeaders },
    async (answer, request) =>
      /json|html/i.test(answer.headers['content-type'] ?? '')
        ? { whole: await readJson(answer, request, call) }
        : { events: events(answer, request, call) },
  );
}
