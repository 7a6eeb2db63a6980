import { createParser } from 'eventsource-parser';
import type { Exchange } from '../../core/http/message.js';
import { readAccepted } from '../../core/http/read-accepted.js';
import { events, type ServerEvent } from '../../core/http/sse.js';

/** The events of a stream, and the lines in it that are none; or a whole answer in its place. */
export type ChatSource =
  | { events: AsyncIterable<readonly ServerEvent[]>; strays: readonly string[] }
  | { whole: unknown };

/** More than this of what does not belong into a stream is not kept. */
const MOST_STRAYS = 1000;

/**
 * What a chat server answered, by what it is and not by what it is called: some call a stream JSON, some
 * stream unasked, some do not stream when asked.
 */
export async function readChat(exchange: Exchange): Promise<ChatSource> {
  if (!/json|html/i.test(exchange.answer.headers['content-type'] ?? '')) {
    const strays: string[] = [];
    const keep = (line: string) => {
      if (strays.length < MOST_STRAYS) strays.push(line);
    };
    return { events: events(exchange, keep), strays };
  }
  const found = await readAccepted(exchange, eventsIn);
  return found instanceof Events ? { events: found, strays: [] } : { whole: found };
}

/** Events that are all there. */
class Events implements AsyncIterable<readonly ServerEvent[]> {
  readonly list: ServerEvent[] = [];

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly ServerEvent[]> {
    yield this.list;
  }
}

/** The events in a text that calls itself JSON; `undefined` where it holds none. */
function eventsIn(text: string): Events | undefined {
  if (!/^\s*(data|event|:)/.test(text)) return undefined;
  const found = new Events();
  const parser = createParser({ onEvent: (event) => found.list.push(event) });
  parser.feed(`${text}\n\n`);
  return found.list.length > 0 ? found : undefined;
}
